import { authorizationBy } from "../authorization";
import type { Secrets } from "../credentials";
import { type ClientCredentials, basic } from "../oauth";
import { credentials } from "./schema";

/** Basic or OAuth client credentials, by what the secret holds. */
export const authorization = (
  url: string,
  secretName: string,
  secrets: Secrets,
): ClientCredentials =>
  authorizationBy({
    vendor: "servicenow",
    secretName,
    secrets,
    schema: credentials,
    parts: "username and password, or clientId and clientSecret",
    tokens: {
      url,
      path: "/oauth_token.do",
      format: "form",
      advice: `put a valid client id and secret into the secret "${secretName}", and see that the instance allows the grant (glide.oauth.inbound.client.credential.grant_type.enabled) and that the client has an OAuth application user`,
    },
    header: ({ username, password }) => basic(username, password),
  });

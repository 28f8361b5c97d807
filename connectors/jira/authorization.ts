import { authorizationBy } from "../authorization";
import type { Secrets } from "../credentials";
import { type ClientCredentials, basic } from "../oauth";
import type { Settings } from "../settings";
import { credentials } from "./schema";

/** An API token, an OAuth 2.0 client or a personal access token, by what the secret holds. */
export const authorization = (
  { tokenUrl, secretName }: Settings["jira"],
  secrets: Secrets,
): ClientCredentials =>
  authorizationBy({
    vendor: "jira",
    secretName,
    secrets,
    schema: credentials,
    parts: "email and apiToken, or clientId and clientSecret, or personalAccessToken",
    tokens: {
      url: tokenUrl,
      path: "/oauth/token",
      format: "json",
      advice: `put a valid client id and secret of a service account into the secret "${secretName}"`,
    },
    header: (held) =>
      "personalAccessToken" in held
        ? `Bearer ${held.personalAccessToken}`
        : basic(held.email, held.apiToken),
  });

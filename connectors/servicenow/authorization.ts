import { ConnectorError } from "../connector-error";
import type { Secrets } from "../credentials";
import { type ClientCredentials, type OAuthClient, clientCredentials } from "../oauth";
import { credentials } from "./schema";

const vendor = "servicenow";

/** Basic or OAuth client credentials, by what the secret holds. */
export function authorization(
  url: string,
  secretName: string,
  secrets: Secrets,
): ClientCredentials {
  async function held() {
    const parsed = credentials.safeParse(jsonOf(await secrets.get(secretName)));
    if (parsed.success) return parsed.data;
    throw malformed(secretName);
  }

  async function client(): Promise<OAuthClient> {
    const current = await held();
    if ("clientId" in current) return current;
    throw malformed(secretName);
  }

  const tokens = clientCredentials({
    vendor,
    url,
    path: "/oauth_token.do",
    format: "form",
    client,
    renewClient: () => secrets.forget(secretName),
    advice: `put a valid client id and secret into the secret "${secretName}", and see that the instance allows the grant (glide.oauth.inbound.client.credential.grant_type.enabled) and that the client has an OAuth application user`,
  });

  return {
    async authorize() {
      const current = await held();
      if ("clientId" in current) return tokens.authorize();
      const pair = Buffer.from(`${current.username}:${current.password}`, "utf8");
      return { Authorization: `Basic ${pair.toString("base64")}` };
    },
    forget() {
      tokens.forget();
      secrets.forget(secretName);
    },
  };
}

const malformed = (secretName: string): ConnectorError =>
  new ConnectorError(
    vendor,
    "auth",
    `The secret "${secretName}" must be JSON with username and password, or clientId and clientSecret`,
  );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { ConnectorError } from "../connector-error";
import type { Secrets } from "../credentials";
import { type ClientCredentials, type OAuthClient, clientCredentials } from "../oauth";
import type { Settings } from "../settings";
import { credentials } from "./schema";

const vendor = "jira";

/** An API token, an OAuth 2.0 client or a personal access token, by what the secret holds. */
export function authorization(
  { tokenUrl, secretName }: Settings["jira"],
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
    url: tokenUrl,
    path: "/oauth/token",
    format: "json",
    client,
    renewClient: () => secrets.forget(secretName),
    advice: `put a valid client id and secret of a service account into the secret "${secretName}"`,
  });

  return {
    async authorize() {
      const current = await held();
      if ("clientId" in current) return tokens.authorize();
      if ("personalAccessToken" in current) {
        return { Authorization: `Bearer ${current.personalAccessToken}` };
      }
      const pair = Buffer.from(`${current.email}:${current.apiToken}`, "utf8");
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
    `The secret "${secretName}" must be JSON with email and apiToken, or clientId and clientSecret, or personalAccessToken`,
  );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

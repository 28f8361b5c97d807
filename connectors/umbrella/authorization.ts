import type { Secrets } from "../credentials";
import { jsonSecret } from "../json-secret";
import { type ClientCredentials, type OAuthClient, clientCredentials } from "../oauth";
import type { Settings } from "../settings";
import { credentials } from "./schema";

const vendor = "umbrella";

/** Tokens for the API key in the secret: Cisco takes the pair as Basic authentication. */
export function authorization(
  { url, secretName }: Settings["umbrella"],
  secrets: Secrets,
): ClientCredentials {
  async function client(): Promise<OAuthClient> {
    const parts = "apiKey and apiSecret";
    const { apiKey, apiSecret } = await jsonSecret({
      vendor,
      secretName,
      secrets,
      schema: credentials,
      parts,
    });
    return { clientId: apiKey, clientSecret: apiSecret };
  }

  const tokens = clientCredentials({
    vendor,
    url,
    path: "/auth/v2/token",
    format: "form",
    clientIn: "header",
    client,
    renewClient: () => secrets.forget(secretName),
    advice: `put a valid apiKey and apiSecret into the secret "${secretName}"`,
  });

  return {
    authorize: () => tokens.authorize(),
    forget() {
      tokens.forget();
      secrets.forget(secretName);
    },
  };
}

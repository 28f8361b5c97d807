import { ConnectorError } from "../connector-error";
import type { Secrets } from "../credentials";
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
    const parsed = credentials.safeParse(jsonOf(await secrets.get(secretName)));
    if (parsed.success) {
      return { clientId: parsed.data.apiKey, clientSecret: parsed.data.apiSecret };
    }
    const message = `The secret "${secretName}" must be JSON with apiKey and apiSecret`;
    throw new ConnectorError(vendor, "auth", message);
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

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

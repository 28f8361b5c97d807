import { ConnectorError } from "../connector-error";
import type { Secrets } from "../credentials";
import { jsonSecret } from "../json-secret";
import { type ClientCredentials, type OAuthClient, clientCredentials } from "../oauth";
import { assertionOf } from "./assertion";
import { kinds } from "./kinds";
import { credentials } from "./schema";

const vendor = "okta";
const path = "/oauth2/v1/token";
// Okta refuses a token altogether when one of its scopes is not granted.
const scopes = [
  ...new Set(
    Object.values(kinds).flatMap(({ permissions }) => permissions.map(({ name }) => name)),
  ),
].join(" ");
const parts = "clientId and privateKey (an RSA key as JWK with its kid), or apiToken";

/** Who asks, as the secret says it: an application by its private key, or an administrator's API token. */
export function authorization(
  { url, secretName }: { url: string; secretName: string },
  secrets: Secrets,
): ClientCredentials {
  const held = () => jsonSecret({ vendor, secretName, secrets, schema: credentials, parts });

  async function client(): Promise<OAuthClient> {
    const read = await held();
    if ("clientId" in read) {
      return { clientId: read.clientId, clientSecret: JSON.stringify(read.privateKey) };
    }
    const message = `The secret "${secretName}" was replaced by an API token just now`;
    throw new ConnectorError(vendor, "transient", message);
  }

  const tokens = clientCredentials({
    vendor,
    url,
    path,
    format: "form",
    client,
    clientIn: (asking) => assertionOf(asking, url + path),
    renewClient: () => secrets.forget(secretName),
    more: { scope: scopes },
    advice: `put clientId and privateKey of an API Services app into the secret "${secretName}", grant it the scopes ${scopes}, and switch off DPoP for it`,
  });

  return {
    async authorize() {
      const read = await held();
      return "apiToken" in read ? { Authorization: `SSWS ${read.apiToken}` } : tokens.authorize();
    },
    forget() {
      tokens.forget();
      secrets.forget(secretName);
    },
  };
}

import { isDeepStrictEqual } from "node:util";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";
import { jsonSecret } from "../json-secret";
import { appTokens } from "./app-token";
import { fixedHeaders, rateLimits, vendor } from "./http-options";
import { type Credentials, credentials } from "./schema";

export interface GitHubSettings {
  url: string;
  organization: string | undefined;
  secretName: string;
  serverUrl: string | undefined;
  serverSecretName: string;
}

/** An Enterprise Server, and how its accounts are named in incidents. */
export interface Server {
  http: Http;
  /** The domain of its accounts: its host. */
  domain: string;
}

/** An organization, of GitHub's cloud as a rule. */
export interface Organization {
  http: Http;
  name: string;
}

const parts = "appId, installationId and privateKey (RSA, in PEM), or token";

/** Connects to the Enterprise Server; throws `notConfigured` where none is named. */
export function openServer(
  { serverUrl: url, serverSecretName: secretName }: GitHubSettings,
  secrets: Secrets,
): Server {
  if (url === undefined) throw notConfigured(vendor, "GITHUB_SERVER_URL");
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({
      ...fixedHeaders,
      Authorization: `Bearer ${(await secrets.get(secretName)).trim()}`,
    }),
    forget: () => secrets.forget(secretName),
    ...rateLimits,
    advice: {
      401: `put a valid token of a site administrator into the secret "${secretName}"`,
      403: `give the token in the secret "${secretName}" the scope site_admin; where LDAP Sync is on, GitHub suspends nobody by API: do it in the directory`,
    },
  });
  return { http, domain: new URL(url).hostname.toLowerCase() };
}

/** Connects to the organization; throws `notConfigured` where none is named. */
export function openOrganization(
  { url, organization: name, secretName }: GitHubSettings,
  secrets: Secrets,
): Organization {
  if (name === undefined) throw notConfigured(vendor, "GITHUB_ORGANIZATION");
  const tokens = appTokens(url, secretName);
  const schema = credentials;
  const held = () => jsonSecret({ vendor, secretName, secrets, schema, parts });
  const tokenOf = async (proof: Credentials): Promise<string> =>
    "token" in proof ? proof.token : tokens.get(proof);

  /** A key that GitHub refuses is read again from its secret, and used when it is another one. */
  async function token(): Promise<string> {
    const used = await held();
    try {
      return await tokenOf(used);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "auth") throw error;
      secrets.forget(secretName);
      const renewed = await held();
      if (isDeepStrictEqual(renewed, used)) throw error;
      return tokenOf(renewed);
    }
  }

  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ ...fixedHeaders, Authorization: `Bearer ${await token()}` }),
    forget() {
      tokens.forget();
      secrets.forget(secretName);
    },
    ...rateLimits,
    advice: {
      401: `put ${parts} into the secret "${secretName}"`,
      403: `give the app or token Members: Read and write in the organization ${name}`,
    },
  });
  return { http, name };
}

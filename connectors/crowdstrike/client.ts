import type { FailureKind } from "../../domain/outcome";
import { ConnectorError, kindOfStatus, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";
import { jsonSecret } from "../json-secret";
import { clientCredentials } from "../oauth";
import { credentials } from "./schema";

export const vendor = "crowdstrike";

export interface CrowdStrikeSettings {
  url: string | undefined;
  secretName: string;
}

/** Falcon's API, an HTTP for each scope: so a 403 names the one that is missing. */
export interface Falcon {
  reading: Http;
  containing: Http;
}

/** Connects to one of Falcon's clouds; throws `notConfigured` where none is named. */
export function openFalcon({ url, secretName }: CrowdStrikeSettings, secrets: Secrets): Falcon {
  if (url === undefined) throw notConfigured(vendor, "CROWDSTRIKE_URL");
  const parts = "clientId and clientSecret";
  const advice = `put a valid clientId and clientSecret into the secret "${secretName}", and name the cloud that they are of in CROWDSTRIKE_URL`;
  const tokens = clientCredentials({
    vendor,
    url,
    path: "/oauth2/token",
    format: "form",
    client: () => jsonSecret({ vendor, secretName, secrets, schema: credentials, parts }),
    renewClient: () => secrets.forget(secretName),
    advice,
  });
  const httpWith = (scope: string): Http =>
    createHttp({
      vendor,
      baseUrl: url,
      authorize: () => tokens.authorize(),
      forget() {
        tokens.forget();
        secrets.forget(secretName);
      },
      rateLimitSeconds: 60,
      resetHeader: "x-ratelimit-retryafter",
      advice: { 401: advice, 403: `give the API client the scope ${scope}` },
      kindOf,
    });
  return { reading: httpWith("Hosts: Read"), containing: httpWith("Hosts: Write") };
}

/** While a host changes it takes no other change (409); and an answer may be a success with errors in it. */
function kindOf(status: number, body: unknown): FailureKind | undefined {
  if (status === 409) return "transient";
  const { errors } = (body ?? {}) as { errors?: unknown };
  const [first] = Array.isArray(errors) ? (errors as ({ code?: unknown } | null)[]) : [];
  if (status >= 300 || !first) return undefined;
  const code = typeof first.code === "number" ? first.code : 400;
  return code === 409 ? "transient" : kindOfStatus(code);
}

/** The id of a host, as the vendor writes it; throws for what is none. */
export function deviceIdOf(id: string): string {
  if (deviceId.test(id)) return id;
  const message =
    "What was given as a host's id is none (32 hexadecimal digits), so nothing was asked";
  throw new ConnectorError(vendor, "permanent", message);
}

export const deviceId = /^[0-9a-f]{32}$/;

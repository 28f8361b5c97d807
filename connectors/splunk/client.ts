import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";

export const vendor = "splunk";

export interface SplunkOptions {
  /** Of the management port: https://splunk.example:8089 */
  url: string | undefined;
  secretName: string;
  indexes: readonly string[] | undefined;
}

/** The management API of a search head, and where to look. */
export interface Splunk {
  http: Http;
  indexes: readonly string[];
}

/** Throws `notConfigured` where a setting is missing. */
export function openSplunk({ url, secretName, indexes }: SplunkOptions, secrets: Secrets): Splunk {
  if (url === undefined) throw notConfigured(vendor, "SPLUNK_URL");
  if (indexes === undefined) throw notConfigured(vendor, "SPLUNK_INDEXES");
  return { http: managementHttp({ url, secretName, lacking }, secrets), indexes };
}

export interface ManagementOptions {
  url: string;
  secretName: string;
  /** What to do when the token may not: the end of a sentence. */
  lacking: string;
}

/** The management API under one token. */
export const managementHttp = (
  { url, secretName, lacking: forbidden }: ManagementOptions,
  secrets: Secrets,
): Http =>
  createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ Authorization: `Bearer ${(await secrets.get(secretName)).trim()}` }),
    forget: () => secrets.forget(secretName),
    rateLimitSeconds: 30,
    readSeconds: 15,
    wordsOf,
    advice: {
      401: `put a valid authentication token into the secret "${secretName}"`,
      403: forbidden,
    },
  });

const lacking = "give a role of the token's user the capability search";

export const mayNotSearch = (): ConnectorError => lacks("search", lacking);

/** Of a token whose user has not a capability; `advice` is the end of a sentence. */
export const lacks = (capability: string, advice: string): ConnectorError =>
  new ConnectorError(vendor, "auth", `The token's user may not ${capability}: ${advice}`);

/** What Splunk says beside a status: {"messages": [{"type": "FATAL", "text": "Unknown sid."}]}, or {"message": "…"} */
function wordsOf(body: unknown): string {
  const { messages, message } = (body ?? {}) as { messages?: unknown; message?: unknown };
  const list = Array.isArray(messages) ? (messages as unknown[]) : [];
  return [...list.map((one) => (one as { text?: unknown } | null)?.text), message]
    .filter((text): text is string => typeof text === "string")
    .join("; ");
}

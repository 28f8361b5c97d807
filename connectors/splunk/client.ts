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
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ Authorization: `Bearer ${(await secrets.get(secretName)).trim()}` }),
    forget: () => secrets.forget(secretName),
    rateLimitSeconds: 30,
    readSeconds: 15,
    wordsOf,
    advice: {
      401: `put a valid authentication token into the secret "${secretName}"`,
      403: lacking,
    },
  });
  return { http, indexes };
}

const lacking = "give a role of the token's user the capability search";

export const mayNotSearch = (): ConnectorError =>
  new ConnectorError(vendor, "auth", `The token's user may not search: ${lacking}`);

/** What Splunk says beside a status: {"messages": [{"type": "FATAL", "text": "Unknown sid."}]} */
function wordsOf(body: unknown): string {
  const { messages } = (body ?? {}) as { messages?: unknown };
  const list = Array.isArray(messages) ? (messages as unknown[]) : [];
  return list
    .map((one) => (one as { text?: unknown } | null)?.text)
    .filter((text): text is string => typeof text === "string")
    .join("; ");
}

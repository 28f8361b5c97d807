import { isRecord, type Table } from "./simulator";

/** One request that a simulated vendor received. */
export interface Call {
  vendor: string;
  method: string;
  /** As sent, with its query; values that are secrets read "***". */
  path: string;
  /** Where all of a vendor's operations have one method and path: "UpdateIPSet". */
  operation?: string;
  /** What the client saw; 0 when no answer left (a reset, a timeout). */
  status: number;
  /** ISO 8601. */
  at: string;
  /** Parsed when it is JSON, else as text; null when there was none. Secrets read "***". */
  body: unknown;
}

/** The calls of all vendors, oldest first. */
export interface CallLog {
  record(call: Call): void;
  list(vendor?: string): Call[];
  clear(): void;
}

/** How many calls are kept; the oldest go first. */
export const keptCalls = 10_000;

/** Keeps the log in a table, so that it survives a restart where the table does. */
export function createCallLog(table: Table<Call>): CallLog {
  const [first = "0"] = table.keys();
  let oldest = Number(first);
  let next = oldest + table.size();

  return {
    record(call) {
      table.set(String(next++), call);
      if (next - oldest > keptCalls) table.delete(String(oldest++));
    },
    list: (vendor) => table.rows().filter((call) => vendor === undefined || call.vendor === vendor),
    clear() {
      table.clear();
      oldest = next;
    },
  };
}

const alwaysSecret = ["sig", "client_secret", "clientSecret", "password", "access_token"];
const longestBody = 65_536;

/** The path and query of a call without the values of its secret parameters. */
export function maskedPath(path: string, rawQuery: string, secrets: readonly string[] = []) {
  return rawQuery === "" ? path : `${path}?${maskedPairs(rawQuery, secrets)}`;
}

/** The body of a call as the log shows it: JSON parsed, a form or a long text as text. */
export function maskedBody(body: Buffer, json: unknown, secrets: readonly string[] = []): unknown {
  if (body.length === 0) return null;
  if (body.length > longestBody) {
    return `${body.length} bytes, too long for the log`;
  }
  return json === undefined
    ? maskedPairs(body.toString("utf8"), secrets)
    : maskedJson(json, new Set([...alwaysSecret, ...secrets]));
}

function maskedPairs(text: string, secrets: readonly string[]): string {
  const names = new Set([...alwaysSecret, ...secrets]);
  return text
    .split("&")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return value.length > 0 && names.has(name) ? `${name}=***` : pair;
    })
    .join("&");
}

function maskedJson(value: unknown, secrets: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => maskedJson(item, secrets));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secrets.has(name) ? "***" : maskedJson(member, secrets),
    ]),
  );
}

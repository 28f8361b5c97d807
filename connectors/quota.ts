import { AsyncLocalStorage } from "node:async_hooks";

/** What a vendor says about its quota in the headers of an answer. */
export interface QuotaSaid {
  /** Requests that are left. */
  left: number;
  /** When the quota is full again, milliseconds since 1970. */
  until: number;
}

const listeners = new AsyncLocalStorage<(said: QuotaSaid) => void>();

/** Does some work, and hears what vendors say about their quotas meanwhile. */
export const hearingQuotas = <T>(hear: (said: QuotaSaid) => void, work: () => Promise<T>) =>
  listeners.run(hear, work);

/** What is left of a quota, and how much it is in all. */
export interface Allowance {
  left: number;
  of: number;
}

const allowances = new AsyncLocalStorage<(said: Allowance) => void>();

/** Does some work, and tells what the last answer meanwhile said is left; undefined when none did. */
export async function hearingAllowance(
  work: () => Promise<unknown>,
): Promise<Allowance | undefined> {
  let heard: Allowance | undefined;
  await allowances.run((said) => (heard = said), work);
  return heard;
}

/** `X-RateLimit-Limit` and `X-RateLimit-Remaining`, which some send with every answer (AbuseIPDB). */
function allowanceIn(headers: Record<string, unknown>): Allowance | undefined {
  const left = wholeNumber(headers["x-ratelimit-remaining"]);
  const of = wholeNumber(headers["x-ratelimit-limit"]);
  return left === undefined || of === undefined ? undefined : { left, of };
}

/** Hands on what an answer says about the quota, to whoever listens. */
export function tellQuota(headers: Record<string, unknown>, now: number): void {
  const allowance = allowanceIn(headers);
  if (allowance) allowances.getStore()?.(allowance);
  const hear = listeners.getStore();
  const said = hear && quotaIn(headers, now);
  if (said) hear(said);
}

/**
 * The quota in an answer's headers: `RateLimit-*` (PagerDuty, in seconds) or `X-RateLimit-*`
 * (AbuseIPDB in seconds since 1970, Jira as an ISO time); undefined when they do not say both.
 */
export function quotaIn(headers: Record<string, unknown>, now: number): QuotaSaid | undefined {
  for (const prefix of ["ratelimit", "x-ratelimit"]) {
    const left = wholeNumber(headers[`${prefix}-remaining`]);
    const until = timeIn(headers[`${prefix}-reset`], now);
    if (left !== undefined && until !== undefined) return { left, until };
  }
  return undefined;
}

const longest = 32 * 24 * 3_600_000;

/** A time to come, within a month: a vendor's mistake shall not close it for a year. */
function timeIn(header: unknown, now: number): number | undefined {
  const number = wholeNumber(header);
  const at =
    number === undefined
      ? Date.parse(typeof header === "string" ? header : "")
      : number > 1_000_000_000
        ? number * 1_000
        : now + number * 1_000;
  return at > now && at < now + longest ? at : undefined;
}

function wholeNumber(header: unknown): number | undefined {
  return typeof header === "string" && /^\d{1,12}$/.test(header) ? Number(header) : undefined;
}

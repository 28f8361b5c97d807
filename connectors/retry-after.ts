const longestSeconds = 24 * 3600;

/**
 * Seconds to wait, from a Retry-After header: a number of seconds or an HTTP date (RFC 9110, 10.2.3).
 * Undefined when there is none or it makes no sense; at most a day, so that no typo of a vendor
 * parks a flow for good.
 */
export function retryAfterSeconds(header: unknown, now: number): number | undefined {
  if (typeof header !== "string") return undefined;
  const text = header.trim();
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : secondsUntil(text, now);
  return Number.isFinite(seconds)
    ? Math.min(Math.max(Math.ceil(seconds), 0), longestSeconds)
    : undefined;
}

/** Seconds until a moment in seconds since 1970; undefined when it is none, or further away than a day. */
export function secondsUntilReset(header: unknown, now: number): number | undefined {
  if (typeof header !== "string" || !/^\d{10}(\.\d+)?$/.test(header.trim())) return undefined;
  const seconds = Math.ceil(Number(header) - now / 1000);
  return seconds <= longestSeconds ? Math.max(seconds, 1) : undefined;
}

/** `Date.parse` takes more than HTTP dates ("7 apples"); those all start with the day's name. */
const secondsUntil = (text: string, now: number): number =>
  /^(mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? (Date.parse(text) - now) / 1000 : Number.NaN;

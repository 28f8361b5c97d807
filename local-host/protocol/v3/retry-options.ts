import { type JsonRecord, isRecord } from "./json-record";

/** How often and how patiently a call is tried again. Durations in milliseconds. */
export interface RetryOptions {
  firstInterval: number;
  maxAttempts: number;
  backoffCoefficient: number;
  /** undefined: the host's limit. */
  maxInterval: number | undefined;
  /** undefined: none. */
  timeout: number | undefined;
}

/** The `retryOptions` of an action. */
export function readRetryOptions(fields: JsonRecord, what: string): RetryOptions {
  const options = fields["retryOptions"];
  if (!isRecord(options)) throw new Error(`Cannot read ${what}: expected "retryOptions"`);
  const number = (member: string): number | undefined => {
    const value = options[member];
    return typeof value === "number" ? value : undefined;
  };
  const firstInterval = number("firstRetryIntervalInMilliseconds");
  const maxAttempts = number("maxNumberOfAttempts");
  if (firstInterval === undefined || maxAttempts === undefined) {
    throw new Error(
      `Cannot read ${what}: expected numbers in "firstRetryIntervalInMilliseconds" and "maxNumberOfAttempts"`,
    );
  }
  return {
    firstInterval,
    maxAttempts,
    backoffCoefficient: number("backoffCoefficient") ?? 1,
    maxInterval: number("maxRetryIntervalInMilliseconds"),
    timeout: number("retryTimeoutInMilliseconds"),
  };
}

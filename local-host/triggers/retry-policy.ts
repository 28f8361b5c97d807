/** `retry` of a function, as the library registers it (RpcRetryOptions). */
export interface RetryPolicy {
  /** -1 is for ever. */
  maxRetryCount: number;
  /** Milliseconds before a repetition; the first one is 1. */
  delay(retryCount: number): number;
}

/** Reads the retry options of a registration; undefined when the function has none. */
export function retryPolicyOf(options: unknown): RetryPolicy | undefined {
  if (!options) return undefined;
  const { retryStrategy, maxRetryCount, delayInterval, minimumInterval, maximumInterval } =
    options as RpcRetryOptions;
  if (retryStrategy === "fixedDelay") {
    return { maxRetryCount, delay: () => milliseconds(delayInterval) };
  }
  const [first, last] = [milliseconds(minimumInterval), milliseconds(maximumInterval)];
  return { maxRetryCount, delay: (count) => Math.min(first * 2 ** (count - 1), last) };
}

interface RpcRetryOptions {
  retryStrategy: "fixedDelay" | "exponentialBackoff";
  maxRetryCount: number;
  delayInterval?: Duration;
  minimumInterval?: Duration;
  maximumInterval?: Duration;
}

type Duration = { seconds: number };

const milliseconds = (duration: Duration | undefined): number => (duration?.seconds ?? 0) * 1000;

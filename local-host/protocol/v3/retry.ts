import type { ReplayContext } from "./replay-context";
import type { RetryOptions } from "./retry-options";
import { type Routine, type Step, failed } from "./step";

/**
 * A call that is tried again. Invariants:
 *
 * 1. Every failed attempt is followed by a timer, the last one too (due at once): the SDK throws the
 *    error only when that timer has fired.
 * 2. The delay after attempt n is `firstInterval * backoffCoefficient^(n-1)`, at most `maxInterval`.
 * 3. A failure that must not be retried, a delay of nothing, and a timeout that has passed end the
 *    loop without that timer, and the SDK waits for ever. In Azure it does, too.
 *
 * Source: Azure/durabletask src/DurableTask.Core/RetryInterceptor.cs.
 */
export function* retry(context: ReplayContext, options: RetryOptions, call: () => Step): Routine {
  const { tasks, warnings } = context;
  const firstAttempt = tasks.now;
  if (options.timeout !== undefined) warnings.add("retry-timeout", retryTimeout);

  for (let attempt = 1; attempt <= options.maxAttempts; attempt += 1) {
    const outcome = yield call();
    if (outcome.ok || outcome.isNonRetriable) return outcome;
    const isLast = attempt === options.maxAttempts;
    const isLate = tasks.now >= firstAttempt + (options.timeout ?? Infinity);
    const delay = isLast ? 0 : delayAfter(attempt, options, context);
    if (!isLast && (isLate || delay === 0)) return failed;
    const fireAt = tasks.now + delay;
    yield tasks.schedule((id) => ({ kind: "create-timer", id, fireAt })).step;
  }
  return failed;
}

/** Whether the extension refuses to retry with these options, because it cannot wait that long. */
export const isTooPatient = (options: RetryOptions, { settings }: ReplayContext): boolean =>
  Math.max(options.firstInterval, options.maxInterval ?? 0) > settings.maximumShortTimer;

function delayAfter(attempt: number, options: RetryOptions, { settings }: ReplayContext): number {
  const delay = options.firstInterval * options.backoffCoefficient ** (attempt - 1);
  return Math.round(Math.min(delay, options.maxInterval ?? settings.maximumShortTimer));
}

const retryTimeout =
  "retryTimeoutInMilliseconds is set: when it runs out, the instance waits for ever and never sees " +
  "the error; limit the number of attempts and their interval instead";

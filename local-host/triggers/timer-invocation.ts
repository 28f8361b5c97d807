import type { Clock } from "../clock";
import { errorOf } from "../worker/error-of";
import type { Invocation, RetryContext, Worker } from "../worker/worker";
import type { TimeZone } from "./time-zone";
import type { TimerFunction } from "./timer-function";
import { type ScheduleStatus, dateTime, timerPayload } from "./timer-payload";

/** Why a timer is run. */
export interface Occasion {
  now: number;
  isPastDue: boolean;
  /** Whether it was due, and neither too late nor asked for by the start. */
  isScheduled: boolean;
  /** What the log adds to the reason. */
  details?: Record<string, string>;
}

interface InvocationParts {
  worker: Pick<Worker, "invoke">;
  clock: Clock;
  zone: TimeZone;
  isStopped: () => boolean;
  /** Is given what ends a wait between two tries. */
  setCancel: (cancel: () => void) => void;
}

/** Calls the handler, and again as the function's own retry policy says. Never rejects. */
export async function invokeTimer(
  timer: TimerFunction & { status: ScheduleStatus },
  { now, isPastDue, details }: Occasion,
  parts: InvocationParts,
): Promise<void> {
  const { adjustsForDaylight } = timer.schedule;
  const { zone } = parts;
  const invocation: Invocation = {
    functionName: timer.name,
    trigger: timerPayload(timer.isMonitored ? timer.status : undefined, isPastDue, {
      adjustsForDaylight,
      zone,
    }),
    reason: `Timer fired at ${dateTime(now, zone)}`,
    ...(details && { details }),
  };
  const most = timer.retry?.maxRetryCount ?? 0;
  let failure = await attempt(parts, invocation);
  for (let count = 1; failure; count += 1) {
    if (most !== -1 && count > most) return;
    await pause(parts, timer.retry!.delay(count));
    if (parts.isStopped()) return;
    const retryContext = { retryCount: count, maxRetryCount: most, exception: failure };
    failure = await attempt(parts, { ...invocation, retryContext });
  }
}

/** What the worker said about a failure is in its log. */
async function attempt(
  { worker }: InvocationParts,
  invocation: Invocation,
): Promise<NonNullable<RetryContext["exception"]> | undefined> {
  try {
    await worker.invoke(invocation);
    return undefined;
  } catch (thrown) {
    const { message, stack = "" } = errorOf(thrown);
    return { message, stackTrace: stack };
  }
}

/** Waits, or until the timers are stopped. */
const pause = ({ clock, setCancel }: InvocationParts, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.setTimer(clock.now() + milliseconds, resolve);
    setCancel(() => {
      cancel();
      resolve();
    });
  });

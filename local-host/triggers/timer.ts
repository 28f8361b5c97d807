import { type Clock, realClock } from "../clock";
import type { Log } from "../log";
import type { TimerStatusStore } from "../store/store";
import type { RegisteredFunction, Worker } from "../worker/worker";
import type { TimeZone } from "./time-zone";
import { type TimerFunction, timerFunctionOf } from "./timer-function";
import { type Occasion, invokeTimer } from "./timer-invocation";
import { type ScheduleStatus, dateTime } from "./timer-payload";
import { statusAtStart } from "./timer-status";

/**
 * Timer triggers, as Azure runs them:
 *
 * 1. One run of a function at a time. When it is due again is decided after the run, from the later
 *    of its start and the time it was due; what it missed meanwhile is made up for once.
 * 2. A status outlives the process while monitoring is on. At the start a due time in the past is one
 *    call with `isPastDue`, however many were missed; a changed schedule starts anew.
 * 3. Monitoring is off for a schedule that is due more often than once a minute.
 * 4. A handler that throws does not disturb the schedule, and a schedule that cannot be read does not
 *    disturb the other functions.
 */
export interface TimerOptions {
  /** Those that are not disabled. */
  functions: readonly RegisteredFunction[];
  worker: Pick<Worker, "invoke">;
  clock: Clock;
  /** Where the clock on the wall hangs. */
  zone: TimeZone;
  statuses: TimerStatusStore;
  /** App settings, for a schedule such as `%SWEEP_SCHEDULE%`. */
  setting: (name: string) => string | undefined;
  log: Log;
}

export interface Timers {
  /** Names, with the time at which each is due next. */
  due(): { name: string; next: number }[];
  start(): void;
  /** Starts nothing more; resolves when what runs has ended, or after `graceMs` of real time. */
  stop(graceMs: number): Promise<void>;
}

interface Timer extends TimerFunction {
  status: ScheduleStatus;
  /** Stops waiting for the next due time or the next try. */
  cancel: () => void;
  running: Promise<void>;
}

/** The timer triggers of an app. One whose schedule cannot be read is left out, which the log says. */
export function createTimers(options: TimerOptions): Timers {
  const timers = options.functions.flatMap((registered) => timerOf(registered, options) ?? []);
  const run = { ...options, isStopped: false, isGivenUp: false };
  return {
    due: () => timers.map(({ name, status }) => ({ name, next: status.next ?? 0 })),
    start() {
      for (const timer of timers) timer.running = begin(timer, run);
    },
    async stop(graceMs) {
      run.isStopped = true;
      for (const { cancel } of timers) cancel();
      const grace = Promise.withResolvers<void>();
      const cancelGrace = realClock.setTimer(realClock.now() + graceMs, grace.resolve);
      await Promise.race([Promise.all(timers.map(({ running }) => running)), grace.promise]);
      cancelGrace();
      run.isGivenUp = true;
    },
  };
}

/** After `isGivenUp` the store may be closed: a run that ends later leaves no status. */
type Run = TimerOptions & { isStopped: boolean; isGivenUp: boolean };

function timerOf(registered: RegisteredFunction, options: TimerOptions): Timer | undefined {
  const { name, triggerType } = registered;
  if (triggerType.toLowerCase() !== "timertrigger") return undefined;
  try {
    const read = timerFunctionOf(registered, options.setting, options.zone);
    return {
      ...read,
      status: { last: null, next: read.schedule.next(options.clock.now()), lastUpdated: null },
      cancel: () => undefined,
      running: Promise.resolve(),
    };
  } catch (error) {
    const reason = (error as Error).message;
    options.log("error", `The '${name}' function is in error: ${reason}. It does not run`, {
      category: CATEGORY,
      functionName: name,
    });
    return undefined;
  }
}

const CATEGORY = "Host.Triggers.Timer";

async function begin(timer: Timer, run: Run): Promise<void> {
  const now = run.clock.now();
  timer.status = statusAtStart(timer, run.statuses, now);
  const due = timer.status.next!;
  const isPastDue = timer.isMonitored && now > due;
  if (isPastDue) {
    const details = {
      UnscheduledInvocationReason: "IsPastDue",
      OriginalSchedule: dateTime(due, run.zone),
    };
    await runOnce(timer, run, { now, isPastDue, isScheduled: false, details });
  } else if (timer.runsOnStartup) {
    const details = { UnscheduledInvocationReason: "RunOnStartup" };
    await runOnce(timer, run, { now, isPastDue, isScheduled: false, details });
  }
  arm(timer, run);
}

function arm(timer: Timer, run: Run): void {
  if (run.isStopped) return;
  const next = timer.status.next!;
  run.log("debug", `The '${timer.name}' timer is due at ${dateTime(next, run.zone)}`, {
    category: CATEGORY,
    functionName: timer.name,
  });
  timer.cancel = run.clock.setTimer(next, () => {
    const occasion = { now: run.clock.now(), isPastDue: false, isScheduled: true };
    timer.running = runOnce(timer, run, occasion).then(() => arm(timer, run));
  });
}

async function runOnce(timer: Timer, run: Run, occasion: Occasion): Promise<void> {
  await invokeTimer(timer, occasion, {
    ...run,
    isStopped: () => run.isStopped,
    setCancel: (cancel) => void (timer.cancel = cancel),
  });
  const { name, schedule, expression } = timer;
  const { now, isScheduled } = occasion;
  const start = isScheduled ? Math.max(now, timer.status.next!) : now;
  timer.status = { last: start, next: schedule.next(start), lastUpdated: start };
  if (timer.isMonitored && !run.isGivenUp) {
    run.statuses.putTimerStatus(name, { ...timer.status, schedule: expression });
  }
}

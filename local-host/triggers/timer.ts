import { type Clock, realClock } from "../clock";
import type { Log } from "../log";
import type { TimerStatusStore } from "../store/store";
import { errorOf } from "../worker/error-of";
import type { Invocation, RegisteredFunction, RetryContext, Worker } from "../worker/worker";
import { type Schedule, parseSchedule } from "./ncrontab";
import { type RetryPolicy, retryPolicyOf } from "./retry-policy";
import { type ScheduleStatus, timerPayload } from "./timer-payload";

/**
 * Timer triggers, as Azure runs them:
 *
 * 1. One run of a function at a time. When it is due again is decided after the run, from the later
 *    of its start and the time it was due; what it missed meanwhile is made up for once.
 * 2. A status outlives the process while monitoring is on. At the start a due time in the past is one
 *    call with `isPastDue`, however many were missed; a changed schedule starts anew.
 * 3. Monitoring is off for a schedule that is due more often than once a minute.
 * 4. A handler that throws does not disturb the schedule.
 */
export interface TimerOptions {
  /** Those that are not disabled. */
  functions: readonly RegisteredFunction[];
  worker: Pick<Worker, "invoke">;
  clock: Clock;
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

interface Timer {
  name: string;
  expression: string;
  schedule: Schedule;
  isMonitored: boolean;
  runsOnStartup: boolean;
  retry: RetryPolicy | undefined;
  status: ScheduleStatus;
  /** Stops waiting for the next due time or the next try. */
  cancel: () => void;
  running: Promise<void>;
}

/** The timer triggers of an app. Throws when a schedule cannot be read, naming function and schedule. */
export function createTimers(options: TimerOptions): Timers {
  const timers = options.functions.flatMap((registered) => timerOf(registered, options) ?? []);
  if (timers.length > 0 && options.setting("WEBSITE_TIME_ZONE")) {
    options.log("warning", "time-zone: WEBSITE_TIME_ZONE is set; schedules are in UTC here");
  }
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
  const { name, triggerType, bindings, retryOptions } = registered;
  if (triggerType.toLowerCase() !== "timertrigger") return undefined;
  const trigger = Object.values(bindings).find(({ type }) => type === triggerType);
  try {
    const expression = resolved(trigger?.["schedule"], options.setting);
    const schedule = parseSchedule(expression);
    const next = schedule.next(options.clock.now());
    return {
      name,
      expression,
      schedule,
      isMonitored: trigger?.["useMonitor"] !== false && schedule.next(next) - next >= 60_000,
      runsOnStartup: trigger?.["runOnStartup"] === true,
      retry: retryPolicyOf(retryOptions),
      status: { last: null, next, lastUpdated: null },
      cancel: () => undefined,
      running: Promise.resolve(),
    };
  } catch (cause) {
    throw new Error(`The function "${name}" cannot start: ${(cause as Error).message}`, { cause });
  }
}

function resolved(expression: unknown, setting: TimerOptions["setting"]): string {
  if (typeof expression !== "string") throw new Error("it has no schedule");
  const [, name] = /^%(.+)%$/.exec(expression.trim()) ?? [];
  if (name === undefined) return expression;
  const value = setting(name);
  if (value === undefined) throw new Error(`its schedule is "%${name}%", which is not set`);
  return value;
}

async function begin(timer: Timer, run: Run): Promise<void> {
  const now = run.clock.now();
  if (timer.isMonitored) timer.status = settledStatus(timer, run, now);
  const isPastDue = timer.isMonitored && now > timer.status.next!;
  if (isPastDue) await runOnce(timer, run, { now, isPastDue, isScheduled: false });
  else if (timer.runsOnStartup) await runOnce(timer, run, { now, isPastDue, isScheduled: false });
  arm(timer, run);
}

/** The stored status, when it still belongs to this schedule; otherwise a new one, which is stored. */
function settledStatus(timer: Timer, { statuses }: Run, now: number): ScheduleStatus {
  const stored = statuses.timerStatus(timer.name);
  if (stored && stored.schedule === timer.expression && stored.next !== null) return stored;
  const status = { last: null, next: timer.schedule.next(now), lastUpdated: now };
  statuses.putTimerStatus(timer.name, { ...status, schedule: timer.expression });
  return status;
}

function arm(timer: Timer, run: Run): void {
  if (run.isStopped) return;
  timer.cancel = run.clock.setTimer(timer.status.next!, () => {
    timer.running = runOnce(timer, run, {
      now: run.clock.now(),
      isPastDue: false,
      isScheduled: true,
    }).then(() => arm(timer, run));
  });
}

async function runOnce(
  timer: Timer,
  run: Run,
  { now, isPastDue, isScheduled }: { now: number; isPastDue: boolean; isScheduled: boolean },
): Promise<void> {
  const reason = isPastDue ? "Timer is past due" : isScheduled ? "Timer fired" : "runOnStartup";
  run.log("information", `Executing 'Functions.${timer.name}' (Reason='${reason}')`);
  await invoke(timer, run, isPastDue);
  const { name, schedule, expression } = timer;
  const start = isScheduled ? Math.max(now, timer.status.next!) : now;
  timer.status = { last: start, next: schedule.next(start), lastUpdated: start };
  if (timer.isMonitored && !run.isGivenUp) {
    run.statuses.putTimerStatus(name, { ...timer.status, schedule: expression });
  }
}

/** Calls the handler, and again as the function's own retry policy says. Never rejects. */
async function invoke(timer: Timer, run: Run, isPastDue: boolean): Promise<void> {
  const invocation: Invocation = {
    functionName: timer.name,
    trigger: timerPayload(timer.isMonitored ? timer.status : undefined, isPastDue),
  };
  const most = timer.retry?.maxRetryCount ?? 0;
  let failure = await attempt(run, invocation);
  for (let count = 1; failure; count += 1) {
    if (most !== -1 && count > most) return;
    await pause(timer, run, timer.retry!.delay(count));
    if (run.isStopped) return;
    const retryContext = { retryCount: count, maxRetryCount: most, exception: failure };
    failure = await attempt(run, { ...invocation, retryContext });
  }
}

async function attempt(
  { worker, log }: Run,
  invocation: Invocation,
): Promise<NonNullable<RetryContext["exception"]> | undefined> {
  try {
    await worker.invoke(invocation);
    log("information", `Executed 'Functions.${invocation.functionName}' (Succeeded)`);
    return undefined;
  } catch (thrown) {
    const { message, stack = "" } = errorOf(thrown);
    log("error", `Executed 'Functions.${invocation.functionName}' (Failed): ${stack || message}`);
    return { message, stackTrace: stack };
  }
}

/** Waits, or until the timers are stopped. */
const pause = (timer: Timer, { clock }: Run, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.setTimer(clock.now() + milliseconds, resolve);
    timer.cancel = () => {
      cancel();
      resolve();
    };
  });

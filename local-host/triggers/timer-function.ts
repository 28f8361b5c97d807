import type { RegisteredFunction } from "../worker/worker";
import { type RetryPolicy, retryPolicyOf } from "./retry-policy";
import type { TimeZone } from "./time-zone";
import { type Schedule, parseSchedule } from "./timer-schedule";

/** A timer trigger as the app registered it, read. */
export interface TimerFunction {
  name: string;
  /** The schedule as text, after `%NAME%`. */
  expression: string;
  schedule: Schedule;
  /** Whether its status is kept. */
  isMonitored: boolean;
  runsOnStartup: boolean;
  retry: RetryPolicy | undefined;
}

/** Reads a function with a timer trigger. Throws one sentence when its schedule cannot be read. */
export function timerFunctionOf(
  { name, triggerType, bindings, retryOptions }: RegisteredFunction,
  setting: (name: string) => string | undefined,
  zone: TimeZone,
): TimerFunction {
  const trigger = Object.values(bindings).find(({ type }) => type === triggerType);
  const expression = resolved(trigger?.["schedule"], setting);
  const schedule = parseSchedule(expression, zone);
  return {
    name,
    expression,
    schedule,
    isMonitored: trigger?.["useMonitor"] !== false && !schedule.isWithinMinutes,
    runsOnStartup: trigger?.["runOnStartup"] === true,
    retry: retryPolicyOf(retryOptions),
  };
}

function resolved(expression: unknown, setting: (name: string) => string | undefined): string {
  if (typeof expression !== "string") throw new Error("it has no schedule");
  const [, name] = /^%(.+)%$/.exec(expression.trim()) ?? [];
  if (name === undefined) return expression;
  const value = setting(name);
  if (value === undefined) throw new Error(`its schedule is "%${name}%", which is not set`);
  return value;
}

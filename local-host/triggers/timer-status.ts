import type { TimerStatusStore } from "../store/store";
import type { TimerFunction } from "./timer-function";
import type { ScheduleStatus } from "./timer-payload";

/**
 * The status with which a timer starts at `now`. While it is monitored, the one that an earlier run left is
 * taken over, unless the schedule (or the time zone) has another next time than was written down: then it
 * begins anew, and is not past due.
 */
export function statusAtStart(
  { name, expression, schedule, isMonitored }: TimerFunction,
  statuses: TimerStatusStore,
  now: number,
): ScheduleStatus {
  const put = (status: ScheduleStatus): ScheduleStatus => {
    statuses.putTimerStatus(name, { ...status, schedule: expression });
    return status;
  };
  const stored = isMonitored ? statuses.timerStatus(name) : undefined;
  if (!stored) {
    const status = { last: null, next: schedule.next(now), lastUpdated: null };
    // The store knows since when the timer waits; its first handler call does not, as in Azure.
    if (isMonitored) put({ ...status, lastUpdated: now });
    return status;
  }
  const since = stored.last ?? stored.lastUpdated ?? now;
  const next = schedule.next(since);
  if (next === stored.next) return stored;
  return put(
    now > next
      ? { last: null, next: schedule.next(now), lastUpdated: now }
      : { last: null, next, lastUpdated: since },
  );
}

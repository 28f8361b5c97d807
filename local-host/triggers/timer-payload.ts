import type { TypedData } from "../worker/worker";

/** When a timer ran last and runs next; null is not yet. */
export interface ScheduleStatus {
  last: number | null;
  next: number | null;
  lastUpdated: number | null;
}

/** What a timer's handler gets; the library lowers the first letter of every key. */
export const timerPayload = (
  status: ScheduleStatus | undefined,
  isPastDue: boolean,
): TypedData => ({
  json: JSON.stringify({
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status
      ? {
          Last: dateTime(status.last),
          Next: dateTime(status.next),
          LastUpdated: dateTime(status.lastUpdated),
        }
      : null,
    IsPastDue: isPastDue,
  }),
});

/** As .NET writes a DateTimeOffset in UTC; its default is the beginning of year 1. */
const dateTime = (time: number | null): string =>
  time === null
    ? "0001-01-01T00:00:00+00:00"
    : new Date(time).toISOString().replace(/(\.000)?Z$/, "+00:00");

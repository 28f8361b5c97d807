import type { TypedData } from "../worker/worker";
import { type TimeZone, utc } from "./time-zone";

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
  { adjustsForDaylight = true, zone = utc }: { adjustsForDaylight?: boolean; zone?: TimeZone } = {},
): TypedData => ({
  json: JSON.stringify({
    Schedule: { AdjustForDST: adjustsForDaylight },
    ScheduleStatus: status
      ? {
          Last: dateTime(status.last, zone),
          Next: dateTime(status.next, zone),
          LastUpdated: dateTime(status.lastUpdated, zone),
        }
      : null,
    IsPastDue: isPastDue,
  }),
});

/** As .NET writes a DateTimeOffset; its default is the beginning of year 1. */
export function dateTime(time: number | null, zone: TimeZone): string {
  if (time === null) return "0001-01-01T00:00:00+00:00";
  const offset = Math.round(zone.offset(time) / 60_000);
  const text = new Date(time + offset * 60_000).toISOString().replace(/\.?0*Z$/, "");
  const [hours, minutes] = [Math.abs(offset) / 60, Math.abs(offset) % 60].map(twoDigits);
  return `${text}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
}

const twoDigits = (value: number): string => String(Math.trunc(value)).padStart(2, "0");

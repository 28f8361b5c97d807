import { parseTimeSpan } from "../time-span";
import { type Ncrontab, parseNcrontab } from "./ncrontab";
import { type TimeZone, utc } from "./time-zone";

/** When a timer trigger is due. Times are milliseconds since 1970. */
export interface Schedule {
  /** The first due time after `time`. */
  next(time: number): number;
  /** Whether it goes by the clock on the wall; a TimeSpan does not. */
  adjustsForDaylight: boolean;
  /** Whether it is due more often than once a minute, whenever it is due at all. */
  isWithinMinutes: boolean;
}

/**
 * Reads the `schedule` of a timer trigger, NCRONTAB with five or six fields or a TimeSpan, for a clock in
 * `zone`. Throws one sentence about what cannot be read.
 */
export function parseSchedule(expression: string, zone: TimeZone = utc): Schedule {
  const interval = parseTimeSpan(expression);
  if (interval === undefined) {
    const cron = parseNcrontab(expression);
    const { isWithinMinutes } = cron;
    return { next: inZone(cron, zone), adjustsForDaylight: true, isWithinMinutes };
  }
  if (interval <= 0) throw new Error(`The schedule "${expression}" is not longer than nothing`);
  return {
    next: (time) => time + interval,
    adjustsForDaylight: false,
    isWithinMinutes: interval < 60_000,
  };
}

/**
 * Counts on the wall, and says when that is. A time in the hour that is left out comes one gap later. In the
 * hour that comes twice a point in time is due in the first pass only, an interval in both.
 */
const inZone = (cron: Ncrontab, zone: TimeZone): Schedule["next"] =>
  cron.isInterval ? intervalInZone(cron, zone) : pointInZone(cron, zone);

function pointInZone(cron: Ncrontab, zone: TimeZone): Schedule["next"] {
  return (time) => {
    let wall = cron.next(zone.wallTime(time));
    // In the second pass, what is left of the hour has had its turn.
    while (zone.instants(wall)[0] <= time) wall = cron.next(wall);
    return zone.instants(wall)[0];
  };
}

function intervalInZone(cron: Ncrontab, zone: TimeZone): Schedule["next"] {
  return (time) => {
    const now = zone.wallTime(time);
    let wall = cron.next(now);
    const [first, second = first] = zone.instants(now);
    const leavesFirstPass = time < second && zone.instants(wall).length === 1;
    if (leavesFirstPass) {
      wall = cron.next(now - (second - first));
      while (wall <= now && zone.instants(wall).length === 1) wall = cron.next(wall);
    }
    return zone.instants(wall).find((instant) => instant > time)!;
  };
}

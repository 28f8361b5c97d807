import type { FormatContext } from "../format";
import { civil } from "./civil";
import { zoneOf } from "./zone";

/**
 * The clock by which a log was written: which zone, which year, which of the two hours when summer time ends. It leans on
 * the time of the line before, so it goes forward with its log.
 */
export interface Clock {
  /** UTC of a local time, which is given as if it were UTC. */
  local(naive: number): number;
  /**
   * UTC of a local time without a year. Which year that is depends on the day alone, and on the latest day that was seen; it is never later than
   * the day after the file was written. NaN for no such day.
   */
  yearless(month: number, day: number, hour: number, minute: number): number;
  /** Whether the last answer leant on the line before: the same text may mean another time later on. */
  isAmbiguous(): boolean;
  /** Whether a local time is UTC: it leans on nothing. */
  readonly isUtc: boolean;
  /** A line had this time; where the zone is UTC its day is enough. */
  seen(utc: number): void;
  /** The latest time seen; null before the first. */
  state(): number | null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How far lines of a log may be out of order. */
const DISORDER = 10 * MINUTE;
const HALF_A_YEAR = 180 * DAY;

/** When the day of a time began. */
export const dayOf = (time: number): number => Math.floor(time / DAY) * DAY;

type ClockContext = Pick<FormatContext, "modified" | "zone">;

/** `state` is what an earlier clock of the same log answered. */
export function clockOf(context: ClockContext, state: unknown): Clock {
  const zone = context.zone === "UTC" ? undefined : zoneOf(context.zone);
  const limit = context.modified.getTime() + DAY;
  let latest = typeof state === "number" ? state : -Infinity;
  let ambiguous = false;

  const local = (naive: number): number => {
    ambiguous = false;
    if (!zone) return naive;
    const { first, second } = zone.offsets(naive);
    if (first === second) return naive - first;
    ambiguous = true;
    const earlier = naive - first;
    const lag = latest - earlier;
    return lag > DISORDER && lag < 3 * HOUR ? naive - second : earlier;
  };

  /** Undefined where there is no such day. */
  const yearOf = (month: number, day: number): number | undefined => {
    const inYear = (one: number): number => civil(one, month, day, 0, 0, 0);
    let year = new Date(limit).getUTCFullYear() + 1;
    // The 29th of February may be eight years ago.
    for (const oldest = year - 9; year > oldest && !(inYear(year) <= limit);) year--;
    // A log that was quiet for more than a year goes on where it stopped, not where it would be by now.
    const since = latest === -Infinity ? Infinity : dayOf(latest) - HALF_A_YEAR;
    while (inYear(year - 1) >= since) year--;
    return inYear(year) <= limit ? year : undefined;
  };

  return {
    isUtc: !zone,
    local,
    yearless(month, day, hour, minute) {
      ambiguous = false;
      const year = yearOf(month, day);
      const naive = year === undefined ? NaN : civil(year, month, day, hour, minute, 0);
      return Number.isNaN(naive) ? NaN : local(naive);
    },
    isAmbiguous: () => ambiguous,
    seen(utc) {
      if (utc > latest) latest = utc;
    },
    state: () => (latest === -Infinity ? null : latest),
  };
}

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
  /** UTC of a local time without a year: never more than a day after the file was written. NaN for no such day. */
  yearless(month: number, day: number, hour: number, minute: number): number;
  /** Whether the last answer leant on the line before: the same text may mean another time later on. */
  isAmbiguous(): boolean;
  /** A line had this time. */
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

  const inYear = (year: number, month: number, day: number, hour: number, minute: number) => {
    const naive = civil(year, month, day, hour, minute, 0);
    return Number.isNaN(naive) ? NaN : local(naive);
  };

  return {
    local,
    yearless(month, day, hour, minute) {
      let year = new Date(limit).getUTCFullYear() + 1;
      let time = NaN;
      // The 29th of February may be eight years ago.
      for (const oldest = year - 9; year > oldest; year--) {
        time = inYear(year, month, day, hour, minute);
        if (time <= limit) break;
      }
      const since = latest - HALF_A_YEAR;
      for (; since !== -Infinity; year--) {
        const earlier = inYear(year - 1, month, day, hour, minute);
        if (!(earlier >= since)) break;
        time = earlier;
      }
      return time <= limit ? inYear(year, month, day, hour, minute) : NaN;
    },
    isAmbiguous: () => ambiguous,
    seen(utc) {
      if (utc > latest) latest = utc;
    },
    state: () => (latest === -Infinity ? null : latest),
  };
}

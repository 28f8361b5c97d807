import { findIana } from "windows-iana";

/**
 * The clock on the wall of one time zone. A wall time is what that clock shows, as the milliseconds
 * since 1970 of the same date and time in UTC: it can be counted with, and is no instant.
 */
export interface TimeZone {
  /** In IANA's spelling. */
  name: string;
  /** What the clock shows at an instant, to the second. */
  wallTime(instant: number): number;
  /** Milliseconds by which the clock is ahead of UTC at an instant. */
  offset(instant: number): number;
  /**
   * When the clock shows a wall time: twice in the hour that comes twice; in the hour that is left out it is
   * the instant at which the clock would have come to it.
   */
  instants(wallTime: number): readonly [number, ...number[]];
}

/**
 * The zone of an app's timers: WEBSITE_TIME_ZONE, or else TZ, or else UTC, as in Azure. IANA's names and
 * Windows' are known. Throws one sentence about a name that is neither.
 */
export function timeZoneOf(environment: Record<string, string | undefined>): TimeZone {
  for (const setting of ["WEBSITE_TIME_ZONE", "TZ"]) {
    const text = environment[setting]?.trim().replace(/^:/, "");
    if (!text) continue;
    const format = formatOf(text) ?? formatOf(windowsZone(text));
    if (format) return zoneOf(format);
    throw new Error(
      `Cannot tell the time for timers: ${setting} is "${text}", which is neither an IANA zone ` +
        `(Europe/Berlin) nor a Windows zone (W. Europe Standard Time)`,
    );
  }
  return utc;
}

/** UTC, where a wall time is an instant. */
export const utc: TimeZone = {
  name: "UTC",
  wallTime: wholeSecond,
  offset: () => 0,
  instants: (wallTime) => [wallTime],
};

/** Windows gives a name to many zones of the same clock; the first one is its own example. */
function windowsZone(text: string): string | undefined {
  return findIana(text)[0];
}

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat | undefined {
  if (timeZone === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined; // no such zone
  }
}

const day = 24 * 60 * 60 * 1000;

function zoneOf(format: Intl.DateTimeFormat): TimeZone {
  const wallTime = (instant: number): number => {
    const parts = format.formatToParts(instant);
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
    return Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
  };
  const offset = (instant: number): number => wallTime(instant) - wholeSecond(instant);
  return {
    name: format.resolvedOptions().timeZone,
    wallTime,
    offset,
    instants(wall) {
      // By the offsets before and after a change on this day; without one they are the same.
      const [before, after] = [wall - offset(wall - day), wall - offset(wall + day)];
      if (before === after) return [before];
      const [isBefore, isAfter] = [before, after].map((instant) => wallTime(instant) === wall);
      if (isBefore && isAfter) return [before, after];
      return [isAfter ? after : before];
    },
  };
}

function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

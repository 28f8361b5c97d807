/** What clocks of a zone show, and when that was. */
export interface Zone {
  /**
   * What to take from a local time (as if it were UTC, in milliseconds) to get UTC. An hour that was written twice has
   * an answer for each; one that never was has that of the time before it.
   */
  offsets(naive: number): ZoneOffsets;
}

export interface ZoneOffsets {
  /** Of its first time round; in milliseconds, east of Greenwich positive. */
  first: number;
  second: number;
}

const QUARTER = 900_000;
const DAY = 86_400_000;
const MOST_QUARTERS = 4096;

/** An IANA zone; throws RangeError for a name that nobody knows. */
export function zoneOf(name: string): Zone {
  const offsetAt = offsetsOf(name);
  const known = new Map<number, ZoneOffsets>();
  return {
    offsets(naive) {
      const quarter = Math.floor(naive / QUARTER);
      const remembered = known.get(quarter);
      if (remembered) return remembered;
      if (known.size >= MOST_QUARTERS) known.clear();
      const found = workOut(quarter * QUARTER, offsetAt);
      known.set(quarter, found);
      return found;
    },
  };
}

function workOut(naive: number, offsetAt: (utc: number) => number): ZoneOffsets {
  const before = offsetAt(naive - DAY);
  const after = offsetAt(naive + DAY);
  if (before === after) return { first: before, second: before };
  const isBefore = offsetAt(naive - before) === before;
  const isAfter = offsetAt(naive - after) === after;
  if (isBefore && isAfter) return { first: before, second: after };
  return isAfter ? { first: after, second: after } : { first: before, second: before };
}

function offsetsOf(zone: string): (utc: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (utc) => {
    if (!Number.isFinite(utc) || Math.abs(utc) > 8e15) return 0;
    const part = Object.fromEntries(
      format.formatToParts(utc).map(({ type, value }) => [type, value]),
    );
    const local = Date.UTC(
      Number(part.year),
      Number(part.month) - 1,
      Number(part.day),
      Number(part.hour),
      Number(part.minute),
      Number(part.second),
    );
    return local - Math.floor(utc / 1000) * 1000;
  };
}

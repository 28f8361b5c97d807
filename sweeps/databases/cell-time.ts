import { type Zone, zoneOf } from "../formats/zone";

const zones = new Map<string, Zone>();

function knownZone(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const made = zoneOf(name);
  zones.set(name, made);
  return made;
}

const WRITTEN =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Seconds since 1970 stay below this until the year 5138; what is more is milliseconds. */
const MOST_SECONDS = 1e11;

/**
 * When a row says that it happened, in milliseconds since 1970 (UTC); NaN when it does not. A time without a zone is of `zone`: so is the Date of
 * a driver, which cannot know better. Numbers are seconds or milliseconds since 1970.
 */
export function timeOfCell(value: unknown, zone: string): number {
  if (value instanceof Date) return local(value.getTime(), zone);
  if (typeof value === "number") return value < MOST_SECONDS ? value * 1_000 : value;
  if (typeof value !== "string") return Number.NaN;
  const match = WRITTEN.exec(value);
  if (!match) return /^\d{9,13}$/.test(value) ? timeOfCell(Number(value), zone) : Number.NaN;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", offset] = match;
  const naive =
    Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    ) + Number(fraction.slice(0, 3).padEnd(3, "0"));
  return offset === undefined ? local(naive, zone) : naive - offsetOf(offset);
}

function offsetOf(written: string): number {
  if (written.toUpperCase() === "Z") return 0;
  const sign = written.startsWith("-") ? -1 : 1;
  const [hours, minutes] = [written.slice(1, 3), written.slice(3).replace(":", "") || "0"];
  return sign * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const local = (naive: number, zone: string): number =>
  zone === "UTC" || Number.isNaN(naive) ? naive : naive - knownZone(zone).offsets(naive).first;

import type { TimeUnit } from "./expression";

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/;
const DAY = 86_400_000;
/** Numbers from here on are milliseconds since 1970, smaller ones are seconds. */
const FIRST_MILLISECONDS = 100_000_000_000;

/**
 * A part of a time as the log writes it, without any conversion of zones (numbers are UTC); NaN when it is no time. Weeks are those of ISO 8601.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-modifiers.md#time-modifiers
 */
export function timePart(value: unknown, unit: TimeUnit): number {
  const date = dateOf(value);
  if (date === undefined || Number.isNaN(date.getTime())) return Number.NaN;
  if (unit === "minute") return date.getUTCMinutes();
  if (unit === "hour") return date.getUTCHours();
  if (unit === "day") return date.getUTCDate();
  if (unit === "month") return date.getUTCMonth() + 1;
  return unit === "year" ? date.getUTCFullYear() : weekOf(date);
}

function dateOf(value: unknown): Date | undefined {
  if (typeof value === "number") return new Date(value < FIRST_MILLISECONDS ? value * 1000 : value);
  if (typeof value !== "string") return undefined;
  const found = WRITTEN.exec(value.trim());
  if (!found) return undefined;
  const [year, month, day, hour, minute] = found.slice(1).map((part) => Number(part ?? 0));
  return new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute));
}

/** A week belongs to the year of its Thursday. */
function weekOf(date: Date): number {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const thursday = new Date(midnight + (4 - (date.getUTCDay() || 7)) * DAY);
  const start = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - start) / DAY / 7) + 1;
}

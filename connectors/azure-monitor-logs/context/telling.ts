import { cleanLine } from "../../../domain/clean-text";
import { readableTime } from "../../../domain/readable-time";

/** Names for a sentence, each once: "NL, DE and 3 more". */
export function listed(values: (string | null)[], most = 4): string {
  const all = [...new Set(values.map((value) => cleanLine(value ?? "", 60)).filter(Boolean))];
  const more = all.length - most;
  return `${all.slice(0, most).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** The same after a word; nothing when there are none. */
export function listedAfter(word: string, values: (string | null)[], most?: number): string {
  const text = listed(values, most);
  return text === "" ? "" : ` ${word} ${text}`;
}

export const sumOf = <T>(rows: T[], count: (row: T) => number): number =>
  rows.reduce((sum, row) => sum + count(row), 0);

/** ISO 8601 in one zone and one length sorts as text. */
export const firstOf = (times: (string | null)[]): string | undefined => known(times)[0];
export const lastOf = (times: (string | null)[]): string | undefined => known(times).at(-1);
const known = (times: (string | null)[]): string[] =>
  times.filter((time) => time !== null).toSorted();

/** When rows were seen: " from … to …", to the minute; "" where nobody knows. */
export function seenIn(rows: readonly { FirstSeen: string; LastSeen: string }[]): string {
  const first = firstOf(rows.map(({ FirstSeen }) => FirstSeen));
  const last = lastOf(rows.map(({ LastSeen }) => LastSeen));
  if (first === undefined || last === undefined) return "";
  return first === last
    ? ` at ${readableTime(first)}`
    : ` from ${readableTime(first)} to ${readableTime(last)}`;
}

export const daysText = (days: number): string =>
  days === 1 ? "in the last day" : `in the last ${days} days`;

/** The strongest of its kind, as many as a comment needs. */
export const strongest = <T extends { strength: number }>(signals: T[], most = 3): T[] =>
  signals.toSorted((one, other) => other.strength - one.strength).slice(0, most);

/** A number in its range, to two places. */
export const share = (value: number, least = 0, most = 1): number =>
  Math.round(Math.min(most, Math.max(least, value)) * 100) / 100;

/** "1.2 GB". */
export function bytesText(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1_000 ** power).toFixed(1))} ${units[power]}`;
}

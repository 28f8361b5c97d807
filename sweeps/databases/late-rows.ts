import type { Notice } from "../reader";
import type { TableCursor } from "./cursor";
import type { ColumnType } from "./driver";
import { compareKeys, earlier } from "./keys";

/*
 * Rows that become visible behind the place that was read to. Identity values are handed out before a transaction is
 * committed, and forwarders are late: a row with a smaller key may come minutes after one with a larger.
 *
 * - integer: numbers below the last that are missing are remembered, and looked for until they are too old.
 * - time: the last minutes are read again, and rows that were handed over already are known by their keys.
 * - rowversion: nothing is late: only rows below the oldest open transaction are read.
 */

const MOST_GAPS = 500;
const MOST_SEEN = 20_000;

export const joined = (key: readonly string[]): string => key.join("\u0000");

/** The range of first keys that late rows may lie in; undefined when there is none. */
export function lateRange(
  type: ColumnType,
  { after, gaps, seen, floor }: TableCursor,
  latenessMs: number,
): readonly [from: string, to: string] | undefined {
  const last = after?.[0];
  if (last === undefined || latenessMs === 0) return undefined;
  if (type === "integer") return gaps.length > 0 ? [gaps[0]![0], last] : undefined;
  if (type !== "time") return undefined;
  const from = earlier(last, latenessMs);
  const oldest = seen.length >= MOST_SEEN ? seen[0]!.split("\u0000", 1)[0]! : from;
  const later = compareKeys("time", oldest, from) > 0 ? oldest : from;
  return [floor !== null && compareKeys("time", floor, later) > 0 ? floor : later, last];
}

/** Whether a row of that range is one that was not handed over. */
export function lateness(type: ColumnType, { gaps, seen, floor }: TableCursor) {
  if (type === "integer") {
    return ([id = ""]: readonly string[]): boolean =>
      gaps.some(([from, to]) => BigInt(id) >= BigInt(from) && BigInt(id) <= BigInt(to));
  }
  const known = new Set(seen);
  return (key: readonly string[]): boolean =>
    !known.has(joined(key)) && (floor === null || compareKeys(type, key[0]!, floor) > 0);
}

/** Takes a number out of the gap that it lies in. */
export function filled(gaps: TableCursor["gaps"], id: string): TableCursor["gaps"] {
  const number = BigInt(id);
  return gaps.flatMap(([from, to, since]): TableCursor["gaps"] => {
    if (number < BigInt(from) || number > BigInt(to)) return [[from, to, since]];
    return [
      ...(number > BigInt(from)
        ? [[from, String(number - 1n), since] as [string, string, string]]
        : []),
      ...(number < BigInt(to)
        ? [[String(number + 1n), to, since] as [string, string, string]]
        : []),
    ];
  });
}

/** Drops what is too old to come, or too much to remember. */
export function tidied(
  type: ColumnType,
  cursor: TableCursor,
  latenessMs: number,
  now: Date,
): { cursor: TableCursor; notice: Omit<Notice, "about"> | undefined } {
  const last = cursor.after?.[0];
  if (type === "integer") {
    const young = cursor.gaps.filter(
      ([, , since]) => now.getTime() - Date.parse(since) < latenessMs,
    );
    const left = young.length - MOST_GAPS;
    return {
      cursor: { ...cursor, gaps: young.slice(-MOST_GAPS) },
      notice: left > 0 ? crowded(left) : undefined,
    };
  }
  if (type !== "time" || last === undefined) return { cursor, notice: undefined };
  const from = earlier(last, latenessMs);
  const seen = cursor.seen
    .filter((key) => compareKeys("time", key.split("\u0000", 1)[0]!, from) >= 0)
    .slice(-MOST_SEEN);
  return { cursor: { ...cursor, seen }, notice: undefined };
}

const crowded = (count: number): Omit<Notice, "about"> => ({
  severity: "warning",
  message: `${count} more gaps between its numbers are not remembered: rows that come late there would be missed. Use a rowversion or a time as first key`,
});

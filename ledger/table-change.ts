import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Columns, TableRows } from "./table-rows";

export interface Place {
  partitionKey: string;
  rowKey: string;
}

/** How often a change is tried that others get ahead of. */
export const mostTries = 10;
const longestPauseMs = 1_000;

/** Nothing before the second try; then up to 20, 40, 80 … ms, by chance: who collided once shall not again. */
export const pauseBefore = (tries: number): Promise<void> | undefined =>
  tries < 2
    ? undefined
    : setTimeout(Math.random() * Math.min(longestPauseMs, 10 * 2 ** (tries - 1)));

/**
 * Reads a row, lets `decide` say what it should be, and writes or removes that; again, after a while, when
 * someone else wrote in between. False when there was nothing to write.
 *
 * Each write leaves a mark. The library repeats a request whose answer was lost, and the repeat is
 * refused because of the first: by its mark a caller knows that it was its own.
 */
export async function changeRow(
  rows: TableRows,
  { partitionKey, rowKey }: Place,
  decide: (columns: Record<string, unknown> | undefined) => Columns | "remove" | undefined,
): Promise<boolean> {
  const mark = randomUUID();
  for (let tries = 0; tries < mostTries; tries += 1) {
    await pauseBefore(tries);
    const row = await rows.read(partitionKey, rowKey);
    if (row?.columns.mark === mark) return true;
    const columns = decide(row?.columns);
    if (!columns) return false;
    if (columns === "remove") {
      // A removal whose answer was lost finds nothing at its repeat.
      if (!row || (await rows.remove(partitionKey, rowKey, row.etag))) return true;
      continue;
    }
    const marked = { ...columns, mark };
    const isWritten = row
      ? await rows.replace(partitionKey, rowKey, marked, row.etag)
      : await rows.insert(partitionKey, rowKey, marked);
    if (isWritten) return true;
  }
  throw new Error(
    `Cannot update the ledger row "${rowKey}": others changed it ${mostTries} times in between`,
  );
}

/** Inserts a row unless there is one: true for exactly one of several callers. */
export async function insertRow(
  rows: TableRows,
  { partitionKey, rowKey }: Place,
  columns: Columns,
): Promise<boolean> {
  const mark = randomUUID();
  if (await rows.insert(partitionKey, rowKey, { ...columns, mark })) return true;
  const row = await rows.read(partitionKey, rowKey);
  return row?.columns.mark === mark;
}

import type { Row } from "./case";

/** The table as text, a line a row, and the totals below it. */
export function printed(rows: readonly Row[]): string {
  const widths = (["rule", "case", "mode"] as const).map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells: string[]): string =>
    cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(" | ");
  return [
    line(["rule", "case", "mode", "result"]),
    line(widths.map((width) => "-".repeat(width)).concat("------")),
    ...rows.map((row) => line([row.rule, row.case, row.mode, oneLine(row.result)])),
    "",
    totals(rows),
  ].join("\n");
}

/** How many rows came out how. */
export function totals(rows: readonly Row[]): string {
  const count = (start: string): number =>
    rows.filter(({ result }) => result.startsWith(start)).length;
  return `${rows.length} rows: ${count("ok")} ok, ${count("FAILED")} failed, ${count("skipped")} skipped`;
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ");

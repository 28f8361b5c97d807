import type { Goal, Row } from "./rows";

/** What a row is by its limit; undefined without one. */
export const ratioOf = ({ value, limit }: Row): number | undefined => limit && value / limit.value;

/** Whether a row reaches its goal; undefined where it has none, or no limit to be held against. */
export function isMet(row: Row): boolean | undefined {
  const { goal, value } = row;
  const held = goal?.of === "ratio" ? ratioOf(row) : value;
  if (!goal || held === undefined) return undefined;
  return goal.is === "at least" ? held >= goal.much : held <= goal.much;
}

export const HEAD = line("", "measured", "limit in this run", "ratio", "goal", "");

/** A row as a line of text. */
export function lineOf(row: Row): string {
  const ratio = ratioOf(row);
  const met = isMet(row);
  return line(
    row.what,
    `${digits(row.value)} ${row.unit}`,
    row.limit ? `${digits(row.limit.value)} (${row.limit.what})` : "",
    ratio === undefined ? "" : ratio.toFixed(2),
    row.goal ? goalText(row.goal, row.unit) : "",
    met === undefined ? "" : met ? "met" : "not met",
  );
}

function line(what: string, ...columns: readonly string[]): string {
  const [value = "", limit = "", ratio = "", goal = "", met = ""] = columns;
  return `${what.padEnd(42)}${value.padStart(16)}  ${limit.padEnd(40)}${ratio.padStart(6)}  ${goal.padEnd(24)}${met}`.trimEnd();
}

const goalText = ({ of, is, much }: Goal, unit: string): string =>
  `${is} ${much}${of === "value" ? ` ${unit}` : ""}`;

const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(3);

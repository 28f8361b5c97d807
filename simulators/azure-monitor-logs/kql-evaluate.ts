import type { Column } from "./column";
import { aggregateOf } from "./kql-aggregates";
import { valueOf } from "./kql-expression";
import { type Operator, type Query, splitAt } from "./kql-query";
import { notSimulated, type Row, type Scope, unresolvedName } from "./kql-scope";
import type { Token } from "./kql-tokens";

/** Rows of a table, by the names of its columns. */
export interface TableRows {
  columns: readonly Column[];
  rows: readonly Row[];
}

type Step = (
  table: TableRows,
  tokens: readonly Token[],
  rest: Omit<Scope, "row" | "columns">,
) => TableRows;

/** Runs a query over the rows of its one table; throws a QueryRefused for what it cannot evaluate. */
export function evaluated({ lets, operators }: Query, table: TableRows, now: number): TableRows {
  const nothing: Scope = { row: {}, columns: [], lets: new Map(), now };
  const values = new Map(lets.map(({ name, tokens }) => [name, valueOf(tokens, nothing)]));
  return operators.reduce((before: TableRows, { name, tokens }: Operator) => {
    const step = steps[name];
    if (!step) throw notSimulated(`the operator "${name}"`);
    return step(before, tokens, { lets: values, now });
  }, table);
}

const steps: Readonly<Record<string, Step>> = {
  where(table, tokens, rest) {
    const holds = eachValue(table, tokens, rest);
    return { ...table, rows: table.rows.filter((_, index) => holds[index] === true) };
  },
  project(table, tokens, rest) {
    const items = itemsOf(tokens, table.columns);
    const cells = items.map((item) => eachValue(table, item.tokens, rest));
    const projected = (index: number): Row =>
      Object.fromEntries(items.map(({ name }, column) => [name, cells[column]?.[index]]));
    return { columns: items, rows: table.rows.map((_, index) => projected(index)) };
  },
  summarize,
  count: ({ rows }) => ({
    columns: [{ name: "Count", type: "long" }],
    rows: [{ Count: rows.length }],
  }),
  top(table, tokens, rest) {
    const [most = [], by = []] = splitAt(tokens, "by");
    const sign = by.at(-1)?.text === "asc" ? 1 : -1;
    const key = by.filter(({ text }) => text !== "asc" && text !== "desc");
    const keys = eachValue(table, key, rest);
    const order = (index: number): number => Number(keys[index] ?? Number.MIN_SAFE_INTEGER);
    const sorted = table.rows
      .map((row, index) => ({ row, at: sign * order(index) }))
      .toSorted((one, other) => one.at - other.at);
    return { ...table, rows: sorted.slice(0, Number(most[0]?.text)).map(({ row }) => row) };
  },
};

/** The value of an expression for each row. A name that is not there is refused without rows, too. */
function eachValue(
  { columns, rows }: TableRows,
  tokens: readonly Token[],
  rest: Omit<Scope, "row" | "columns">,
): unknown[] {
  const value = (row: Row): unknown => valueOf(tokens, { row, columns, ...rest });
  value({});
  return rows.map(value);
}

/** `arg_max(Column, *)` or `arg_max(Column, Other, …)`, by one column: the row where it is greatest. */
function summarize({ columns, rows }: TableRows, tokens: readonly Token[]): TableRows {
  const [[first, open, ...inner] = [], [group] = []] = splitAt(tokens, "by");
  if (first?.text !== "arg_max" || open?.text !== "(" || !group) {
    throw notSimulated("a summarize but arg_max() by a column");
  }
  const names = splitAt(inner.slice(0, -1), ",").map(([token]) => token?.text ?? "");
  const [greatest = "", ...others] = names;
  const isAll = others[0] === "*";
  const kept = [group.text, greatest, ...(isAll ? columns.map(({ name }) => name) : others)];
  const chosen = [...new Set(kept)].map((name) => {
    const column = columns.find((one) => one.name === name);
    if (!column) throw unresolvedName(name);
    return column;
  });
  const newest = new Map<unknown, Row>();
  for (const row of rows) {
    const known = newest.get(row[group.text]);
    if (!known || Number(row[greatest]) > Number(known[greatest])) newest.set(row[group.text], row);
  }
  return { columns: chosen, rows: [...newest.values()] };
}

/** `A, B = expression`: names, types and expressions. */
const itemsOf = (tokens: readonly Token[], columns: readonly Column[]) =>
  splitAt(tokens, ",").map((item, index) => {
    const isNamed = item[0]?.kind === "name" && item[1]?.text === "=" && item[2]?.text !== "=";
    const expression = isNamed ? item.slice(2) : item;
    const { name, type } = aggregateOf(expression, columns, index);
    return { name: isNamed ? (item[0]?.text ?? name) : name, type, tokens: expression };
  });

/** Rows as the service sends them: cells in the order of the columns, moments and dynamics as texts. */
export const cellsOf = ({ columns, rows }: TableRows): unknown[][] =>
  rows.map((row) => columns.map(({ name, type }) => cellOf(row[name], type)));

function cellOf(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return type === "dynamic" ? JSON.stringify(value) : value;
}

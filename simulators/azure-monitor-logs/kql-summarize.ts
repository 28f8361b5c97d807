import type { Column } from "./column";
import { aggregateOf } from "./kql-aggregates";
import { valueOf } from "./kql-expression";
import { splitAt } from "./kql-query";
import { notSimulated, type Rest, type Row, type TableRows, unresolvedName } from "./kql-scope";
import type { Token } from "./kql-tokens";

/** `summarize Name = aggregate(…), … by Column, Name = expression, …` */
export function summarize(table: TableRows, tokens: readonly Token[], rest: Rest): TableRows {
  const [aggregated = [], groups = []] = splitAt(tokens, "by");
  if (aggregated[0]?.text === "arg_max") return newest(table, aggregated, groups);
  const keys = itemsOf(groups, table.columns);
  const items = itemsOf(aggregated, table.columns);
  const valueIn = (row: Row, expression: readonly Token[]): unknown =>
    valueOf(expression, { row, columns: table.columns, ...rest });
  for (const { tokens: expression } of keys) valueIn({}, expression);

  const found = new Map<string, { key: Row; rows: Row[] }>();
  for (const row of table.rows) {
    const key = Object.fromEntries(keys.map((item) => [item.name, valueIn(row, item.tokens)]));
    const text = JSON.stringify(key);
    const group = found.get(text) ?? { key, rows: [] };
    group.rows.push(row);
    found.set(text, group);
  }
  if (keys.length === 0 && found.size === 0) found.set("", { key: {}, rows: [] });
  const calls = items.map((item) => ({ ...item, call: callOf(item.tokens) }));
  for (const { call } of calls) {
    for (const argument of call.values) valueIn({}, argument);
  }
  return {
    columns: [...keys, ...items].map(({ name, type }) => ({ name, type })),
    rows: [...found.values()].map(({ key, rows }) => ({
      ...key,
      ...Object.fromEntries(
        calls.map(({ name, call }) => [name, call.aggregate(rows, call.values, valueIn)]),
      ),
    })),
  };
}

type ValueIn = (row: Row, expression: readonly Token[]) => unknown;
type Aggregate = (rows: Row[], args: Token[][], valueIn: ValueIn) => unknown;

const known = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

const valuesOf = (rows: Row[], [first = []]: Token[][], valueIn: ValueIn): unknown[] =>
  rows.map((row) => valueIn(row, first)).filter(known);

const where = (rows: Row[], condition: Token[] | undefined, valueIn: ValueIn): Row[] =>
  rows.filter((row) => valueIn(row, condition ?? []) === true);

const extreme = (values: unknown[], sign: number): unknown =>
  values.reduce(
    (best: unknown, value) =>
      best === null || sign * (Number(value) - Number(best)) > 0 ? value : best,
    null,
  );

const distinct = (values: unknown[]): unknown[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

const aggregates: Readonly<Record<string, Aggregate>> = {
  count: (rows) => rows.length,
  countif: (rows, [condition], valueIn) => where(rows, condition, valueIn).length,
  dcount: (rows, args, valueIn) => distinct(valuesOf(rows, args, valueIn)).length,
  sum: (rows, args, valueIn) =>
    valuesOf(rows, args, valueIn).reduce((sum: number, value) => sum + Number(value), 0),
  min: (rows, args, valueIn) => extreme(valuesOf(rows, args, valueIn), -1),
  max: (rows, args, valueIn) => extreme(valuesOf(rows, args, valueIn), 1),
  minif: (rows, args, valueIn) =>
    extreme(valuesOf(where(rows, args[1], valueIn), args, valueIn), -1),
  maxif: (rows, args, valueIn) =>
    extreme(valuesOf(where(rows, args[1], valueIn), args, valueIn), 1),
  make_set: (rows, args, valueIn) =>
    distinct(valuesOf(rows, args, valueIn)).slice(0, Number(args[1]?.[0]?.text ?? 1_048_576)),
  take_any: (rows, args, valueIn) => valuesOf(rows, args, valueIn)[0] ?? null,
};

/** An aggregate with its arguments; of make_set() the second is no expression over a row. */
function callOf(tokens: readonly Token[]) {
  const [name, open] = tokens;
  const aggregate = aggregates[name?.text ?? ""];
  if (!aggregate || open?.text !== "(") throw notSimulated(`the aggregate ${name?.text ?? ""}()`);
  const inner = tokens.slice(2, -1);
  const values = inner.length === 0 ? [] : splitAt(inner, ",");
  return { aggregate, values };
}

/** `arg_max(Column, *)` or `arg_max(Column, Other, …)`, by one column: the row where it is greatest. */
function newest(
  { columns, rows }: TableRows,
  [, open, ...inner]: readonly Token[],
  [group]: readonly Token[],
): TableRows {
  if (open?.text !== "(" || !group) throw notSimulated("arg_max() but by a column");
  const names = splitAt(inner.slice(0, -1), ",").map(([token]) => token?.text ?? "");
  const [greatest = "", ...others] = names;
  const isAll = others[0] === "*";
  const kept = [group.text, greatest, ...(isAll ? columns.map(({ name }) => name) : others)];
  const chosen = [...new Set(kept)].map((name) => {
    const column = columns.find((one) => one.name === name);
    if (!column) throw unresolvedName(name);
    return column;
  });
  const newestOf = new Map<unknown, Row>();
  for (const row of rows) {
    const one = newestOf.get(row[group.text]);
    if (!one || Number(row[greatest]) > Number(one[greatest])) newestOf.set(row[group.text], row);
  }
  return { columns: chosen, rows: [...newestOf.values()] };
}

/** `A, B = expression`: names, types and expressions. */
export const itemsOf = (tokens: readonly Token[], columns: readonly Column[]) =>
  splitAt(tokens, ",")
    .filter((item) => item.length > 0)
    .map((item, index) => {
      const isNamed = item[0]?.kind === "name" && item[1]?.text === "=" && item[2]?.text !== "=";
      const expression = isNamed ? item.slice(2) : item;
      const { name, type } = aggregateOf(expression, columns, index);
      return { name: isNamed ? (item[0]?.text ?? name) : name, type, tokens: expression };
    });

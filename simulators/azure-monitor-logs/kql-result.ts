import type { Column } from "./column";
import { aggregateOf } from "./kql-aggregates";
import { type Operator, type Query, splitAt } from "./kql-query";
import type { Token } from "./kql-tokens";

/** A result without data: its columns, and the row that an aggregation of nothing has. */
export interface EmptyResult {
  columns: Column[];
  rows: unknown[][];
}

/**
 * What a query answers over empty tables. Follows the operators that shape columns; the others
 * leave them as they are. `summarize` puts its groups first, and without groups it has one row.
 */
export function emptyResult({ operators }: Query, tableColumns: Column[]): EmptyResult {
  return operators.reduce(shaped, { columns: tableColumns, rows: [] });
}

function shaped(before: EmptyResult, { name, tokens }: Operator): EmptyResult {
  const { columns } = before;
  switch (name) {
    case "project":
    case "distinct":
      return tokens[0]?.text === "*" ? before : picked(before, itemsOf(tokens, columns));
    case "extend":
      return extended(before, itemsOf(tokens, columns));
    case "project-away":
      return picked(
        before,
        columns.filter((column) => !tokens.some(({ text }) => text === column.name)),
      );
    case "project-keep":
      return picked(
        before,
        columns.filter((column) => tokens.some(({ text }) => text === column.name)),
      );
    case "project-rename":
      return { ...before, columns: columns.map((column) => renamed(column, tokens)) };
    case "count":
      return { columns: [{ name: "Count", type: "long" }], rows: [[0]] };
    case "summarize":
      return summarized(tokens, columns);
    case "where":
    case "filter":
      return { columns, rows: [] };
    default:
      return before;
  }
}

function summarized(tokens: readonly Token[], columns: Column[]): EmptyResult {
  const [aggregated = [], groups] = splitAt(tokens, "by");
  const aggregates = itemsOf(aggregated, columns);
  if (groups) {
    return { columns: [...itemsOf(groups, columns), ...aggregates].map(columnOf), rows: [] };
  }
  return {
    columns: aggregates.map(columnOf),
    rows: [aggregates.map(({ ofNothing }) => ofNothing)],
  };
}

interface Item extends Column {
  /** What it is when there is no row. */
  ofNothing?: unknown;
}

const columnOf = ({ name, type }: Item): Column => ({ name, type });

function picked({ columns, rows }: EmptyResult, items: Item[]): EmptyResult {
  const valuesOf = (row: unknown[]): unknown[] =>
    items.map(({ name }) => row[columns.findIndex((column) => column.name === name)] ?? null);
  return { columns: items.map(columnOf), rows: rows.map(valuesOf) };
}

function extended(before: EmptyResult, items: Item[]): EmptyResult {
  const kept = before.columns.filter(({ name }) => !items.some((item) => item.name === name));
  return picked(before, [...kept, ...items]);
}

/** `project-rename New = Old`. */
function renamed(column: Column, tokens: readonly Token[]): Column {
  const index = tokens.findIndex(
    ({ text }, at) => text === "=" && tokens[at + 1]?.text === column.name,
  );
  return { ...column, name: tokens[index - 1]?.text ?? column.name };
}

/** The items of a list such as `A, B = count(), bin(C, 1d)`, with the names that they get. */
function itemsOf(tokens: readonly Token[], columns: Column[]): Item[] {
  return splitAt(tokens, ",")
    .filter((item) => item.length > 0)
    .map((item, index) => {
      const [first, second] = item;
      const isNamed = first?.kind === "name" && second?.text === "=" && item[2]?.text !== "=";
      const { name, type, ofNothing } = aggregateOf(isNamed ? item.slice(2) : item, columns, index);
      return { name: isNamed ? first.text : name, type, ofNothing };
    });
}

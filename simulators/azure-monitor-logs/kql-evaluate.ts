import { type Query } from "./kql-query";
import { valueOf } from "./kql-expression";
import type { Scope, TableRows } from "./kql-scope";
import { sourceRows } from "./kql-source";
import { evaluatedSteps } from "./kql-steps";

/** Runs a query over rows of tables; throws a QueryRefused for what it cannot evaluate. */
export function evaluated(
  { lets, source, operators }: Query,
  held: (table: string) => TableRows | undefined,
  now: number,
): TableRows {
  const nothing: Scope = { row: {}, columns: [], lets: new Map(), now };
  const values = new Map(lets.map(({ name, tokens }) => [name, valueOf(tokens, nothing)]));
  const rest = { lets: values, now };
  return evaluatedSteps(operators, sourceRows(source, held, rest), rest);
}

/** Rows as the service sends them: cells in the order of the columns, moments and dynamics as texts. */
export const cellsOf = ({ columns, rows }: TableRows): unknown[][] =>
  rows.map((row) => columns.map(({ name, type }) => cellOf(row[name], type)));

function cellOf(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return type === "dynamic" ? JSON.stringify(value) : value;
}

import type { Column } from "./column";

/** A row of a table; moments are Dates, what is dynamic is as it is, nothing is null. */
export type Row = Record<string, unknown>;

/** Rows of a table, by the names of its columns. */
export interface TableRows {
  columns: readonly Column[];
  rows: readonly Row[];
}

/** What a name can mean in an expression. */
export interface Scope {
  row: Row;
  columns: readonly Column[];
  lets: ReadonlyMap<string, unknown>;
  now: number;
}

/** All of it but a row. */
export type Rest = Omit<Scope, "row" | "columns">;

/** A query that cannot be answered: the real service would refuse it, or this one cannot evaluate it. */
export class QueryRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What is no column and no name of a `let`. */
export const unresolvedName = (name: string): QueryRefused =>
  new QueryRefused("SEM0100", `Failed to resolve scalar expression named '${name}'`);

/** What the language has and this simulator has not. */
export const notSimulated = (what: string): QueryRefused =>
  new QueryRefused("SIMULATOR", `The simulator does not evaluate ${what}`);

/** What a database's columns are, as far as reading them in order needs it. */
export type ColumnType = "integer" | "time" | "rowversion" | "text" | "other";

export interface ColumnInfo {
  name: string;
  type: ColumnType;
  /** As the database calls it, where its dialect needs that. */
  declared: string;
}

/** A value that goes beside a statement, never into it. Keys travel as text: nothing of them is lost. */
export interface Parameter {
  name: string;
  type: "integer" | "text" | "count";
  value: string | number;
}

export interface Statement {
  sql: string;
  parameters: readonly Parameter[];
}

/** A connection to one database, read only. */
export interface Driver {
  /** What the columns of a statement are, without a row of it. */
  describe(sql: string): Promise<ColumnInfo[]>;
  /**
   * Hands over rows as they arrive, values in the order of the columns; ends early, and cancels the statement, when `onRow` answers
   * false or the signal is aborted.
   */
  rows(
    statement: Statement,
    onRow: (values: readonly unknown[]) => boolean,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}

/** How a database writes what a sweep asks. */
export interface Dialect {
  quote(name: string): string;
  /** A key as text of which nothing is lost, and that sorts nowhere: only the database compares. */
  keyText(quoted: string, column: ColumnInfo): string;
  /** The same the other way: the parameter's text as a value of the column's type. */
  keyValue(parameter: string, column: ColumnInfo): string;
  parameter(name: string, index: number): string;
  /** A SELECT of at most `count` (a parameter) rows. */
  limited(select: string, count: string): string;
  /** No rows, for `describe`. */
  empty(select: string): string;
  /** The first rowversion of a transaction that is still open: rows before it are all there. */
  openVersion?: string;
}

/** What went wrong at a database, for people: what was tried, what came back. */
export class DatabaseProblem extends Error {
  constructor(
    message: string,
    /** Whether it may be otherwise a little later. */
    readonly isTransient: boolean,
    /** Whether the log-in was refused. */
    readonly isLogIn = false,
    /** As SQL Server numbers it. */
    readonly number?: number,
  ) {
    super(message);
  }
}

/** Where it is and who asks. */
export interface ConnectionOptions {
  server: string;
  port: number;
  database: string;
  tls: { ca: string | undefined; trustServerCertificate: boolean; strict: boolean };
  login:
    | { kind: "sql"; user: string; password: string }
    | { kind: "ntlm"; domain: string; user: string; password: string }
    | { kind: "entra"; user: string | undefined; token: string };
  queryTimeoutSeconds: number;
}

import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Column, SqlError } from "./tokens";
import type { Cell, ColumnType } from "./values";

/** A table as a test gives it. */
export interface Table {
  /** "dbo.SecurityLog" */
  name: string;
  columns: Readonly<Record<string, ColumnType>>;
}

export interface Result {
  columns: readonly Column[];
  rows: Iterable<readonly Cell[]>;
}

/**
 * Tables in SQLite, asked in the part of T-SQL that sweeps of logs use: one SELECT with `TOP (@n)`, bracketed names,
 * CONVERT with a style, MIN_ACTIVE_ROWVERSION(). Anything else SQLite refuses, and the session answers with its
 * words as error 102.
 */
export function openTables() {
  const database = new DatabaseSync(":memory:");
  const types = new Map<string, ColumnType>();
  const schemas = new Set<string>();
  let activeRowVersion: Uint8Array = Buffer.from("ffffffffffffffff", "hex");

  for (const type of ["varchar", "nvarchar", "datetime2", "varbinary"]) {
    database.function(type, { deterministic: true }, (size) => size ?? 0);
  }
  database.function("convert", { varargs: true, deterministic: true }, converted);
  database.function("min_active_rowversion", () => activeRowVersion);

  function create({ name, columns }: Table): void {
    const [schema, table] = parts(name);
    if (!schemas.has(schema)) database.exec(`ATTACH ':memory:' AS [${schema}]`);
    schemas.add(schema);
    const fields = Object.entries(columns).map(([field, type]) => {
      types.set(`${schema}.${table}.${field}`.toLowerCase(), type);
      return `[${field}] ${affinity(type)}`;
    });
    database.exec(`CREATE TABLE [${schema}].[${table}] (${fields.join(", ")})`);
  }

  function insert(name: string, rows: Iterable<readonly Cell[]>): void {
    const [schema, table] = parts(name);
    database.exec("BEGIN");
    let statement: StatementSync | undefined;
    for (const row of rows) {
      const marks = row.map(() => "?").join(", ");
      statement ??= database.prepare(`INSERT INTO [${schema}].[${table}] VALUES (${marks})`);
      statement.run(...row);
    }
    database.exec("COMMIT");
  }

  /** The server refuses a start file that is not there any more. */
  function refuseMissingFile(parameters: Readonly<Record<string, Cell>>): void {
    const { file } = parameters;
    if (file === undefined) return;
    const found = database.prepare("SELECT 1 FROM [sys].[audit] WHERE [file_name] = ?").get(file);
    if (!found)
      throw new MissingFile(`The file ${String(file)} does not exist or is not readable.`);
  }

  function ask(sql: string, parameters: Readonly<Record<string, Cell>>): Result {
    if (/fn_get_audit_file/i.test(sql)) refuseMissingFile(parameters);
    const written = translated(sql);
    const statement = database.prepare(written);
    statement.setReturnArrays(true);
    const named = Object.entries(parameters).filter(([name]) => written.includes(`@${name}`));
    const columns = statement.columns().map(({ name, database: schema, table, column }) => ({
      name,
      type: types.get(`${schema}.${table}.${column}`.toLowerCase()) ?? "nvarchar",
    }));
    const rows = statement.iterate(Object.fromEntries(named)) as Iterable<unknown>;
    return { columns, rows: rows as Iterable<readonly Cell[]> };
  }

  return {
    create,
    insert,
    ask,
    /** Rows from this version on belong to transactions that are still open. */
    setActiveRowVersion: (version: Uint8Array): void => void (activeRowVersion = version),
    /** Runs SQLite's own SQL: what other people do to the tables meanwhile. */
    meddle: (sql: string): void => database.exec(sql),
    close: (): void => database.close(),
  };
}

/** CONVERT: style 1 writes bytes as "0x…" and reads them; everything else is text as it is. */
function converted(size: Cell, value: Cell, style?: Cell): Cell {
  if (Number(style) !== 1) return value;
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex").toUpperCase()}`;
  return Number(size) === 8 && typeof value === "string"
    ? Buffer.from(value.replace(/^0x/i, ""), "hex")
    : value;
}

const affinity = (type: ColumnType): string =>
  ["int", "bigint", "bit"].includes(type)
    ? "INTEGER"
    : type === "float"
      ? "REAL"
      : type === "varbinary" || type === "rowversion"
        ? "BLOB"
        : "TEXT COLLATE NOCASE";

const parts = (name: string): [schema: string, table: string] => {
  const [schema, table] = name.split(".");
  if (!schema || !table) throw new Error(`A table is named by its schema and name, not "${name}"`);
  return [schema, table];
};

/**
 * SQL Server's own logs are tables here, which a test fills: sys.audit for fn_get_audit_file, whose records it gives from those
 * behind the offset of the file on, and sys.errorlog, with the number of the log in its first column.
 */
const ownLogs = (sql: string): string =>
  sql
    .replace(
      /sys\.fn_get_audit_file\(@files, DEFAULT, DEFAULT\)/i,
      "[sys].[audit] ORDER BY [audit].rowid",
    )
    .replace(
      /sys\.fn_get_audit_file\(@files, @file, CONVERT\(bigint, @offset\)\)/i,
      "[sys].[audit] WHERE [audit].rowid >= (SELECT MIN(a.rowid) FROM [sys].[audit] a WHERE a.[file_name] = @file AND a.[audit_file_offset] >= CAST(@offset AS INTEGER)) ORDER BY [audit].rowid",
    )
    .replace(
      /^EXEC sys\.sp_readerrorlog (\d)$/i,
      "SELECT [LogDate], [ProcessInfo], [Text] FROM [sys].[errorlog] WHERE [Number] = $1 ORDER BY rowid",
    );

/** TOP (@n) is LIMIT at the end; hints and the dialect's N'…' have no meaning here. */
function translated(asked: string): string {
  const sql = ownLogs(asked);
  const [, top] = /^\s*SELECT\s+TOP\s*\(\s*(@\w+|\d+)\s*\)/i.exec(sql) ?? [];
  const plain = sql.replace(/^(\s*SELECT)\s+TOP\s*\(\s*(?:@\w+|\d+)\s*\)/i, "$1");
  return top === undefined ? plain : `${plain.replace(/;?\s*$/, "")} LIMIT ${top}`;
}

class MissingFile extends Error {}

/** SQL Server's number of what SQLite complains about. */
export function errorOf(problem: unknown): SqlError {
  const message = problem instanceof Error ? problem.message : String(problem);
  // Its number is not documented: one of the range of audits stands for it.
  if (problem instanceof MissingFile) return { number: 33_224, message };
  if (/no such table/.test(message))
    return { number: 208, message: `Invalid object name: ${message}` };
  if (/no such column/.test(message))
    return { number: 207, message: `Invalid column name: ${message}` };
  return { number: 102, message: `Incorrect syntax: ${message}`, severity: 15 };
}

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { GroupCommit } from "./group-commit";

type Statement<T> = (...values: SQLInputValue[]) => T;
/** Makes a row of what SQLite calls a row: it knows the types of the columns, the compiler cannot. */
type RowOf = (columns: never) => unknown;

/** Statements on one database, each prepared once. */
export interface Connection {
  one<R extends RowOf>(sql: string, rowOf: R): Statement<ReturnType<R> | undefined>;
  all<R extends RowOf>(sql: string, rowOf: R): Statement<ReturnType<R>[]>;
  /** A write: part of the transaction of this tick. */
  run(sql: string): Statement<void>;
}

export function createConnection(database: DatabaseSync, { join }: GroupCommit): Connection {
  return {
    one<R extends RowOf>(sql: string, rowOf: R) {
      const statement = database.prepare(sql);
      return (...values) => {
        const columns = statement.get(...values);
        return columns && (rowOf(columns as never) as ReturnType<R>);
      };
    },
    all<R extends RowOf>(sql: string, rowOf: R) {
      const statement = database.prepare(sql);
      return (...values) =>
        statement.all(...values).map((columns) => rowOf(columns as never) as ReturnType<R>);
    },
    run(sql) {
      const statement = database.prepare(sql);
      return (...values) => {
        join();
        statement.run(...values);
      };
    },
  };
}

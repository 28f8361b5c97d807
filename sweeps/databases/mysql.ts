import type { FieldPacket, RowDataPacket } from "mysql2";
import { rootCertificates } from "node:tls";
import {
  type ColumnInfo,
  type ColumnType,
  type ConnectionOptions,
  DatabaseProblem,
  type Dialect,
  type Driver,
} from "./driver";

export const mysqlDialect: Dialect = {
  quote: (name) => `\`${name.replaceAll("`", "``")}\``,
  keyText: (quoted) => `CAST(${quoted} AS CHAR)`,
  keyValue: (parameter, { type }) =>
    type === "integer"
      ? `CAST(${parameter} AS SIGNED)`
      : type === "time"
        ? `CAST(${parameter} AS DATETIME(6))`
        : parameter,
  parameter: () => "?",
  limited: (select, count) => `${select} LIMIT ${count}`,
  empty: (select) => `${select} LIMIT 0`,
};

/** Connects to a MySQL or MariaDB server, encrypted, its session read only. Throws `DatabaseProblem`. https://sidorares.github.io/node-mysql2 */
export async function connectMysql(options: ConnectionOptions): Promise<Driver> {
  const { default: mysql } = await import("mysql2");
  const { server, port, database, tls, login, queryTimeoutSeconds } = options;
  const connection = mysql.createConnection({
    host: server,
    port,
    database,
    ...(login.user !== undefined && { user: login.user }),
    password: login.kind === "entra" ? login.token : login.password,
    connectTimeout: 15_000,
    timezone: "Z",
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    rowsAsArray: true,
    ssl: {
      rejectUnauthorized: !tls.trustServerCertificate,
      ...(tls.ca !== undefined && { ca: [...rootCertificates, tls.ca] }),
    },
  });
  let lost: Error | undefined;
  connection.on("error", (error) => (lost = error));
  const attempt = <T>(start: (done: (error: unknown, value: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) =>
      start((error, value) => (error ? reject(problemOf(lost ?? error, options)) : resolve(value))),
    );
  await attempt<void>((done) => connection.connect((error) => done(error, undefined)));
  const set = (sql: string): Promise<void> =>
    attempt((done) => void connection.query(sql, (error) => done(error, undefined)));
  await set("SET SESSION TRANSACTION READ ONLY");
  await set("SET time_zone = '+00:00'");
  const timeout = queryTimeoutSeconds * 1_000;

  return {
    describe: (sql) =>
      lost
        ? Promise.reject(problemOf(lost, options))
        : attempt<ColumnInfo[]>(
            (done) =>
              void connection.query({ sql, timeout }, (error, _rows, fields) =>
                done(error, (fields ?? []).map(infoOf)),
              ),
          ),
    rows({ sql, parameters }, onRow, signal) {
      const values = parameters.map(({ type, value }) =>
        type === "count" ? String(value) : value,
      );
      if (lost) return Promise.reject(problemOf(lost, options));
      return new Promise((resolve, reject) => {
        let isOver = false;
        const command = connection.execute({ sql, values, timeout });
        const finish = (): void => {
          signal.removeEventListener("abort", finish);
          if (isOver) return;
          isOver = true;
          // The protocol cannot stop an answer: only the end of the connection does.
          connection.destroy();
          lost = Object.assign(new Error("the connection was ended to stop a query"), {
            code: "PROTOCOL_CONNECTION_LOST",
          });
          resolve();
        };
        signal.addEventListener("abort", finish, { once: true });
        command.on("result", (row: RowDataPacket) => {
          if (!isOver && !onRow(row as unknown as readonly unknown[])) finish();
        });
        command.on("error", (error: Error) => {
          signal.removeEventListener("abort", finish);
          if (!isOver) reject(problemOf(error, options));
        });
        command.on("end", () => {
          signal.removeEventListener("abort", finish);
          isOver = true;
          resolve();
        });
      });
    },
    close: () =>
      new Promise((resolve) => {
        if (lost) {
          resolve();
          return;
        }
        connection.end(() => resolve());
      }),
  };
}

const INTEGERS = new Set([1, 2, 3, 8, 9, 13]);
const TIMES = new Set([7, 12]);
const TEXTS = new Set([15, 253, 254]);

const infoOf = ({ name, type, columnType }: FieldPacket & { columnType?: number }): ColumnInfo => {
  const code = type ?? columnType ?? -1;
  const known: ColumnType = INTEGERS.has(code)
    ? "integer"
    : TIMES.has(code)
      ? "time"
      : TEXTS.has(code)
        ? "text"
        : "other";
  return { name, type: known, declared: String(code) };
};

const TRANSIENT = new Set([1040, 1205, 1213, 1053, 1969, 3024]);

function problemOf(error: unknown, { server, port, database }: ConnectionOptions): DatabaseProblem {
  const { message, code = "no code", errno } = error as Error & { code?: string; errno?: number };
  const isTransient = TRANSIENT.has(errno ?? 0) || /^(?:E[A-Z]|PROTOCOL_)/.test(code);
  const told = `MySQL ${server}:${port}, database ${database}: ${code}: ${message}`;
  const advice =
    code === "ER_ACCESS_DENIED_ERROR"
      ? ". Check the login's secrets"
      : code === "ER_TABLEACCESS_DENIED_ERROR"
        ? ". Grant the user SELECT on it"
        : "";
  return new DatabaseProblem(`${told}${advice}`, isTransient, code === "ER_ACCESS_DENIED_ERROR");
}

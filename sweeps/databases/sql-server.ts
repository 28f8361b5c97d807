import type * as TediousModule from "tedious";
import type { Connection, ConnectionConfiguration, Request } from "tedious";
import { rootCertificates } from "node:tls";
import {
  type ColumnInfo,
  type ColumnType,
  type ConnectionOptions,
  DatabaseProblem,
  type Dialect,
  type Driver,
  type Parameter,
} from "./driver";

type Tedious = typeof TediousModule;

/** https://learn.microsoft.com/sql/t-sql/functions/cast-and-convert-transact-sql: styles 126 (ISO 8601) and 1 (0x…). */
export const sqlServerDialect: Dialect = {
  quote: (name) => `[${name.replaceAll("]", "]]")}]`,
  keyText(quoted, { type, declared }) {
    if (type === "rowversion") return `CONVERT(varchar(20), ${quoted}, 1)`;
    if (type !== "time") return `CONVERT(nvarchar(400), ${quoted})`;
    // datetime counts in three hundredths of a second: only as datetime2 is its text exact.
    const exact = /^datetimeoffset/i.test(declared) ? quoted : `CONVERT(datetime2(7), ${quoted})`;
    return `CONVERT(varchar(40), ${exact}, 126)`;
  },
  keyValue(parameter, { type, declared }) {
    if (type === "rowversion") return `CONVERT(varbinary(8), ${parameter}, 1)`;
    if (type !== "time") return parameter;
    const target = /^datetimeoffset/i.test(declared) ? "datetimeoffset(7)" : "datetime2(7)";
    return `CONVERT(${target}, ${parameter}, 126)`;
  },
  parameter: (name) => `@${name}`,
  limited: (select, count) => select.replace(/^SELECT /, `SELECT TOP (${count}) `),
  empty: (select) => select.replace(/^SELECT /, "SELECT TOP (0) "),
  openVersion: "MIN_ACTIVE_ROWVERSION()",
};

/**
 * Connects to a SQL Server: TDS by `tedious`, encrypted, with read-only intent. Throws `DatabaseProblem`.
 * https://tediousjs.github.io/tedious/api-connection.html
 */
export async function connectSqlServer(options: ConnectionOptions): Promise<Driver> {
  const tedious = await import("tedious");
  const connection = await opened(new tedious.Connection(configurationOf(options)), options);
  let lost: Error | undefined;
  connection.on("error", (error) => (lost = error));

  const run = (
    sql: string,
    parameters: readonly Parameter[],
    prepare: (request: Request) => void,
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      if (lost) {
        reject(problemOf(lost, options));
        return;
      }
      const request = new tedious.Request(sql, (error) =>
        !error || isCancelled(error) ? resolve() : reject(problemOf(lost ?? error, options)),
      );
      addParameters(request, parameters, tedious);
      prepare(request);
      connection.execSql(request);
    });

  return {
    async describe(sql) {
      let columns: ColumnInfo[] = [];
      await run(sql, [], (request) =>
        request.on("columnMetadata", (found) => {
          columns = (Array.isArray(found) ? found : Object.values(found)).map(infoOf);
        }),
      );
      return columns;
    },
    async rows({ sql, parameters }, onRow, signal) {
      let isOver = false;
      const stop = (): void => {
        if (isOver) return;
        isOver = true;
        connection.cancel();
      };
      signal.addEventListener("abort", stop, { once: true });
      const values: unknown[] = [];
      try {
        await run(sql, parameters, (request) =>
          request.on("row", (columns: readonly { value: unknown }[]) => {
            if (isOver) return;
            for (let index = 0; index < columns.length; index += 1) {
              values[index] = columns[index]!.value;
            }
            if (!onRow(values)) stop();
          }),
        );
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    close: () =>
      new Promise((resolve) => {
        if (lost) {
          resolve();
          return;
        }
        connection.once("end", () => resolve());
        connection.close();
      }),
  };
}

function configurationOf(options: ConnectionOptions): ConnectionConfiguration {
  const { server, port, database, tls, login, queryTimeoutSeconds } = options;
  return {
    server,
    authentication:
      login.kind === "entra"
        ? { type: "azure-active-directory-access-token", options: { token: login.token } }
        : login.kind === "ntlm"
          ? {
              type: "ntlm",
              options: { domain: login.domain, userName: login.user, password: login.password },
            }
          : { type: "default", options: { userName: login.user, password: login.password } },
    options: {
      port,
      database,
      appName: "Durable Response",
      encrypt: tls.strict ? "strict" : true,
      trustServerCertificate: tls.trustServerCertificate,
      ...(tls.ca !== undefined && {
        cryptoCredentialsDetails: { ca: [...rootCertificates, tls.ca] },
      }),
      readOnlyIntent: true,
      // A wait for a lock of an application helps nobody.
      connectionIsolationLevel: 2,
      isolationLevel: 2,
      requestTimeout: queryTimeoutSeconds * 1_000,
      connectTimeout: 15_000,
      cancelTimeout: 5_000,
      useUTC: true,
      maxRetriesOnTransientErrors: 0,
    },
  };
}

function opened(connection: Connection, options: ConnectionOptions): Promise<Connection> {
  return new Promise((resolve, reject) => {
    connection.connect((error) =>
      error ? reject(problemOf(error, options)) : resolve(connection),
    );
  });
}

function addParameters(
  request: Request,
  parameters: readonly Parameter[],
  { TYPES }: Tedious,
): void {
  for (const { name, type, value } of parameters) {
    if (type === "count") request.addParameter(name, TYPES.Int, value);
    else if (type === "integer") request.addParameter(name, TYPES.BigInt, value);
    else request.addParameter(name, TYPES.NVarChar, value, { length: 400 });
  }
}

interface Described {
  colName: string;
  type: { name: string };
  dataLength?: number | undefined;
}

const infoOf = ({ colName, type, dataLength }: Described): ColumnInfo => ({
  name: colName,
  type: typeOf(type.name, dataLength),
  declared: type.name,
});

function typeOf(name: string, length: number | undefined): ColumnType {
  if (/^(?:Big|Small|Tiny)?Int(?:N)?$/.test(name)) return "integer";
  if (/^(?:Small)?DateTime/.test(name)) return "time";
  if (name.endsWith("Binary")) return length === 8 ? "rowversion" : "other";
  return name.endsWith("Char") ? "text" : "other";
}

const isCancelled = (error: Error): boolean => "code" in error && error.code === "ECANCEL";

/** Deadlock, resources, a database that moves, a lost or slow connection. */
const TRANSIENT = new Set([1205, 4060, 10928, 10929, 40197, 40501, 40613]);

function problemOf(error: Error, { server, port, database }: ConnectionOptions): DatabaseProblem {
  const { code, number } = error as { code?: string; number?: number };
  const reason = number === undefined ? (code ?? "no code") : `error ${number}`;
  const isTransient =
    TRANSIENT.has(number ?? 0) || /^E(?:SOCKET|TIMEOUT|CONN|PIPE|HOST|NET)/.test(code ?? "");
  const message = `SQL Server ${server}:${port}, database ${database}: ${reason}: ${error.message}`;
  return new DatabaseProblem(
    `${message}${adviceOf(code, number)}`,
    isTransient,
    code === "ELOGIN",
    number,
  );
}

function adviceOf(code: string | undefined, number: number | undefined): string {
  if (code === "ELOGIN") return ". Check the login's secrets and that it may open the database";
  if (number === 229)
    return ". Grant the login SELECT on it: db_datareader of the log's database, or a view";
  if (code === "EENCRYPT")
    return ". Sweeps never connect without TLS: give the server a certificate";
  return code === "ESOCKET" ? ". Check the address, the fixed port, and tls.ca" : "";
}

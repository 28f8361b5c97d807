import type { FieldDef } from "pg";
import { rootCertificates } from "node:tls";
import {
  type ColumnInfo,
  type ColumnType,
  type ConnectionOptions,
  DatabaseProblem,
  type Dialect,
  type Driver,
} from "./driver";

export const postgresqlDialect: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  keyText: (quoted) => `${quoted}::text`,
  keyValue: (parameter, { declared }) => `${parameter}::text::${declared}`,
  parameter: (_name, index) => `$${index + 1}`,
  limited: (select, count) => `${select} LIMIT ${count}::text::bigint`,
  empty: (select) => `${select} LIMIT 0`,
};

/** Rows that come in one answer. */
const ROWS = 1_000;

/** Connects to a PostgreSQL server, encrypted, its session read only. Throws `DatabaseProblem`. https://node-postgres.com */
export async function connectPostgresql(options: ConnectionOptions): Promise<Driver> {
  const [{ Client }, { default: Cursor }] = await Promise.all([import("pg"), import("pg-cursor")]);
  const { server, port, database, tls, login, queryTimeoutSeconds } = options;
  const client = new Client({
    host: server,
    port,
    database,
    user: login.user,
    password: login.kind === "entra" ? login.token : login.password,
    application_name: "Durable Response",
    options: "-c default_transaction_read_only=on -c timezone=UTC -c datestyle=ISO",
    statement_timeout: queryTimeoutSeconds * 1_000,
    connectionTimeoutMillis: 15_000,
    ssl: {
      rejectUnauthorized: !tls.trustServerCertificate,
      ...(tls.ca !== undefined && { ca: [...rootCertificates, tls.ca] }),
    },
    // Every value as the server writes it: a time keeps its microseconds.
    types: { getTypeParser: () => (text: string) => text },
  });
  let lost: Error | undefined;
  client.on("error", (error) => (lost = error));
  const attempt = async <T>(task: Promise<T>): Promise<T> => {
    try {
      return await task;
    } catch (error) {
      throw problemOf(lost ?? error, options);
    }
  };
  await attempt(client.connect());

  return {
    async describe(sql) {
      const { fields } = await attempt(client.query({ text: sql, rowMode: "array" }));
      return fields.map(infoOf);
    },
    async rows({ sql, parameters }, onRow, signal) {
      const values = parameters.map(({ value }) => String(value));
      const cursor = client.query(new Cursor<unknown[]>(sql, values, { rowMode: "array" }));
      try {
        for (;;) {
          const rows = await attempt(cursor.read(ROWS));
          if (rows.length === 0 || signal.aborted) return;
          for (const row of rows) if (!onRow(row)) return;
        }
      } finally {
        // One that failed is closed by that.
        await cursor.close().catch(() => undefined);
      }
    },
    close: () => client.end().catch(() => undefined),
  };
}

const infoOf = ({ name, dataTypeID }: FieldDef): ColumnInfo => {
  const [declared, type] = TYPES[dataTypeID] ?? (["text", "other"] as const);
  return { name, declared, type };
};

/** By OID, of pg_type. */
const TYPES: Readonly<Record<number, readonly [declared: string, type: ColumnType]>> = {
  20: ["bigint", "integer"],
  21: ["bigint", "integer"],
  23: ["bigint", "integer"],
  25: ["text", "text"],
  1042: ["text", "text"],
  1043: ["text", "text"],
  1082: ["date", "time"],
  1114: ["timestamp", "time"],
  1184: ["timestamptz", "time"],
  1700: ["numeric", "other"],
  2950: ["uuid", "other"],
};

/** Classes of SQLSTATE: connection, resources, intervention of an operator, serialisation. */
const TRANSIENT = /^(?:08|53|57|40)/;

function problemOf(error: unknown, { server, port, database }: ConnectionOptions): DatabaseProblem {
  const { message, code = "" } = error as Error & { code?: string };
  const isTransient = TRANSIENT.test(code) || /^E[A-Z]+$/.test(code) || code === "";
  const told = `PostgreSQL ${server}:${port}, database ${database}: ${code || "no code"}: ${message}`;
  return new DatabaseProblem(`${told}${adviceOf(code)}`, isTransient, code.startsWith("28"));
}

function adviceOf(code: string): string {
  if (code === "28P01" || code === "28000") return ". Check the login's secrets and pg_hba.conf";
  return code === "42501" ? ". Grant the role SELECT on it" : "";
}

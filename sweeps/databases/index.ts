import { readFileSync } from "node:fs";
import type { DatabaseSource } from "../configuration";
import type { Notice, ReadRequest } from "../reader";
import { windowsRecordOf } from "../windows/lines";
import { windowsEventOfXml } from "../windows/xml";
import { windowsRecord } from "../windows/record";
import { type ConnectionOptions, DatabaseProblem, type Dialect, type Driver } from "./driver";
import { errorLogReader } from "./error-log";
import { sqlAuditReader } from "./sql-audit";
import { RowRecord, kindOf, plain } from "./row-record";
import type * as Mysql from "./mysql";
import type * as Postgresql from "./postgresql";
import type * as SqlServer from "./sql-server";
import { type TableSource, type TakeRow, tableReader } from "./table-reader";
import type { LogReader } from "../reader";

/** Where secrets and tokens come from. Neither is kept longer than a connection. */
export interface DatabaseCredentials {
  /** The value of a Key Vault secret, by its name. */
  secret(name: string): Promise<string>;
  /** Asks for it anew next time: it was refused. */
  forget(name: string): void;
  /** A token of Entra ID for an audience: "https://database.windows.net". */
  token(audience: string): Promise<string>;
}

const ENTRA_AUDIENCES = {
  "sql-server": "https://database.windows.net",
  postgresql: "https://ossrdbms-aad.database.windows.net",
  mysql: "https://ossrdbms-aad.database.windows.net",
} as const;

/** Opens a source of `sweeps.json` that is a database: nothing is sent before the first read. */
export async function openDatabase(
  source: DatabaseSource,
  credentials: DatabaseCredentials,
): Promise<LogReader> {
  const { connect, dialect } = engineOf(source.kind);
  const name = `${source.server}/${source.database}/${source.table ?? source.shape}`;
  const common = {
    name,
    connect: () => connectAgain(source, credentials, connect),
    backfill: source.backfill === "start",
    notices: noticesOf(source, name),
  };
  const host = source.server.toLowerCase();
  if (source.shape === "sql-audit") {
    return sqlAuditReader({ ...common, host, files: source.auditFiles ?? "" });
  }
  if (source.shape === "error-log") return errorLogReader({ ...common, host, zone: source.zone });
  const { columns, take } = layoutOf(source, name);
  const table: TableSource = {
    ...common,
    table: {
      dialect,
      name: (source.table ?? "")
        .split(".")
        .map((part) => dialect.quote(part))
        .join("."),
      columns: columns.map((column) => dialect.quote(column)),
    },
    keys: source.keyColumns ?? [],
    latenessMinutes: source.latenessMinutes,
    take,
  };
  return tableReader(table);
}

/** Connects; a log-in that is refused may have been changed in the vault since it was read, and is read once more. */
async function connectAgain(
  source: DatabaseSource,
  credentials: DatabaseCredentials,
  connect: Engine["connect"],
): Promise<Driver> {
  try {
    return await connect(await optionsOf(source, credentials));
  } catch (error) {
    const { login } = source;
    if (!(error instanceof DatabaseProblem && error.isLogIn) || login.kind === "entra") throw error;
    credentials.forget(login.userSecretName);
    credentials.forget(login.passwordSecretName);
    return connect(await optionsOf(source, credentials));
  }
}

interface Engine {
  connect: (options: ConnectionOptions) => Promise<Driver>;
  dialect: Dialect;
}

/** Drivers are heavy: each is loaded with the first source of its kind. */
function engineOf(kind: DatabaseSource["kind"]): Engine {
  if (kind === "sql-server") {
    const { connectSqlServer, sqlServerDialect } = require("./sql-server") as typeof SqlServer;
    return { connect: connectSqlServer, dialect: sqlServerDialect };
  }
  if (kind === "postgresql") {
    const { connectPostgresql, postgresqlDialect } = require("./postgresql") as typeof Postgresql;
    return { connect: connectPostgresql, dialect: postgresqlDialect };
  }
  const { connectMysql, mysqlDialect } = require("./mysql") as typeof Mysql;
  return { connect: connectMysql, dialect: mysqlDialect };
}

async function optionsOf(
  source: DatabaseSource,
  credentials: DatabaseCredentials,
): Promise<ConnectionOptions> {
  const { server, port, database, tls, login, queryTimeoutSeconds } = source;
  const base = {
    server,
    port,
    database,
    tls: {
      ca: tls.ca === undefined ? undefined : readFileSync(tls.ca, "utf8"),
      trustServerCertificate: tls.trustServerCertificate,
      strict: tls.strict,
    },
    queryTimeoutSeconds,
  };
  if (login.kind === "entra") {
    const { userSecretName } = login;
    const user =
      userSecretName === undefined ? undefined : await credentials.secret(userSecretName);
    const granted = await credentials.token(ENTRA_AUDIENCES[source.kind]);
    return { ...base, login: { kind: "entra", user, token: granted } };
  }
  const [user, password] = await Promise.all([
    credentials.secret(login.userSecretName),
    credentials.secret(login.passwordSecretName),
  ]);
  return login.kind === "ntlm"
    ? { ...base, login: { kind: "ntlm", domain: login.domain, user, password } }
    : { ...base, login: { kind: "sql", user, password } };
}

function noticesOf({ tls }: DatabaseSource, about: string): Notice[] {
  if (!tls.trustServerCertificate) return [];
  const message =
    "trustServerCertificate takes any certificate: whoever is in between reads the password. Name the authority in tls.ca";
  return [{ severity: "warning", about, message }];
}

/** Which columns are read, and how a row becomes a record. */
function layoutOf(
  source: DatabaseSource,
  name: string,
): { columns: readonly string[]; take: TakeRow } {
  const mapped = Object.entries(source.columns ?? {});
  const { timeColumn } = source;
  const fields = mapped.map(([field]) => field);
  const columns = mapped.map(([, column]) => column);
  const known = timeColumn === undefined ? -1 : columns.indexOf(timeColumn);
  const timeAt = timeColumn === undefined ? undefined : known < 0 ? columns.length : known;
  const all = timeColumn !== undefined && known < 0 ? [...columns, timeColumn] : columns;
  if (source.shape === "windows-xml") return { columns: all, take: windowsXml(name) };
  const isWindows = fields.includes("EventID");
  if (isWindows) return { columns: all, take: windowsRows(name, fields) };
  const record = new RowRecord({
    name,
    fields,
    kind: kindOf(source.log),
    timeAt,
    zone: source.zone,
  });
  const take: TakeRow = (values, key, { sink }) => {
    record.renew(values, key);
    sink(record);
    return true;
  };
  return { columns: all, take };
}

/** Rows whose columns are those of a Windows event. */
const windowsRows =
  (name: string, fields: readonly string[]): TakeRow =>
  (values, key, { sink }) => {
    const event = Object.fromEntries(fields.map((field, at) => [field, plain(values[at])]));
    const record = windowsRecordOf(event, { place: () => ({ name, at: key }) });
    if (record) sink(record);
    return record !== undefined;
  };

/** Rows of one column that holds the event as XML. */
const windowsXml =
  (name: string): TakeRow =>
  ([xml], key, { sink }: ReadRequest) => {
    const event = windowsEventOfXml(typeof xml === "string" ? xml : "");
    if (event) sink(windowsRecord(event, () => ({ name, at: key })));
    return event !== undefined;
  };

import { z } from "zod";
import { ofEverySource } from "./source";
import { column, identifier, path, secretName, whole, zone } from "./values";

const secretsOfLogin = {
  userSecretName: secretName.describe("Key Vault secret that holds the user's name."),
  passwordSecretName: secretName.describe("Key Vault secret that holds the password."),
};

const sqlLogin = z.strictObject({ kind: z.literal("sql"), ...secretsOfLogin });
const ntlmLogin = z.strictObject({
  kind: z.literal("ntlm"),
  domain: z.string().min(1).max(255).describe("Of the Windows account."),
  ...secretsOfLogin,
});
const entraLogin = z.strictObject({
  kind: z.literal("entra"),
  userSecretName: secretName
    .exactOptional()
    .describe("Key Vault secret with the role's name in the database, where it asks for one."),
});

const tls = z.strictObject({
  ca: path
    .exactOptional()
    .describe("PEM file with the authorities that signed the server's certificate, from here."),
  trustServerCertificate: z
    .boolean()
    .default(false)
    .describe("Whether any certificate is taken: whoever is in between then reads the password."),
  strict: z
    .boolean()
    .default(false)
    .describe("Whether TLS comes before anything else (TDS 8 of SQL Server)."),
});

const log = z.strictObject({
  product: z.string().min(1).max(100).describe("As rules name it: windows, mssql."),
  service: z.string().min(1).max(100).exactOptional(),
  category: z.string().min(1).max(100).exactOptional(),
});

const ofEveryDatabase = {
  ...ofEverySource,
  server: z
    .string()
    .regex(
      /^[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$/,
      "must be a DNS name or an address, and neither an instance nor a connection string",
    )
    .describe("A Hybrid Connection needs a DNS name."),
  database: z.string().min(1).max(128),
  tls: tls.prefault({}).describe("The connection is always encrypted."),
  table: identifier.exactOptional().describe("Table or view that rows are read from."),
  keyColumns: z
    .array(column)
    .min(1)
    .max(4)
    .exactOptional()
    .describe(
      "By which rows are ordered, each once: a number or a time, then what tells equals apart.",
    ),
  timeColumn: column.exactOptional().describe("When it happened."),
  zone: zone.default("UTC").describe("Of times without one."),
  latenessMinutes: whole(0, 24 * 60)
    .default(5)
    .describe("How much later than others a row may be committed and still be read."),
  columns: z
    .record(z.string().min(1).max(200), column)
    .exactOptional()
    .describe("The name that rules use, and the column that it is; no other column is read."),
  log: log.exactOptional().describe("What sort of log it is: which rules are about it."),
  queryTimeoutSeconds: whole(1, 600)
    .default(60)
    .describe("A query that takes longer is cancelled."),
  backfill: z
    .enum(["start", "end"])
    .default("end")
    .describe("Where the first sweep begins: with all that is there, or with what comes."),
};

const shapes = z
  .enum(["columns", "windows-xml"])
  .default("columns")
  .describe("columns: each a field. windows-xml: one column of Windows events as XML.");

export const sqlServer = z.strictObject({
  kind: z.literal("sql-server"),
  ...ofEveryDatabase,
  port: whole(1, 65_535).default(1_433).describe("A fixed one: there is no SQL Browser."),
  login: z.discriminatedUnion("kind", [sqlLogin, ntlmLogin, entraLogin]),
  shape: z
    .enum(["columns", "windows-xml", "sql-audit", "error-log"])
    .default("columns")
    .describe(
      "columns, windows-xml: of the table. sql-audit: SQL Server's own audit files. error-log: its error log.",
    ),
  auditFiles: path
    .exactOptional()
    .describe("Of sql-audit: the pattern of its files, as the server sees them."),
});

export const postgresql = z.strictObject({
  kind: z.literal("postgresql"),
  ...ofEveryDatabase,
  port: whole(1, 65_535).default(5_432),
  login: z.discriminatedUnion("kind", [sqlLogin, entraLogin]),
  shape: shapes,
});

export const mysql = z.strictObject({
  kind: z.literal("mysql"),
  ...ofEveryDatabase,
  port: whole(1, 65_535).default(3_306),
  login: z.discriminatedUnion("kind", [sqlLogin, entraLogin]),
  shape: shapes,
});

interface Needs {
  shape: string;
  table?: string;
  keyColumns?: readonly string[];
  columns?: Readonly<Record<string, string>>;
  auditFiles?: string;
}

/** What each shape cannot do without: the key that is missing, and why. */
export function missingOf(source: Needs): [key: string, message: string][] {
  const { shape, table, keyColumns, columns, auditFiles } = source;
  if (shape === "error-log") return [];
  if (shape === "sql-audit") {
    return auditFiles === undefined ? [["auditFiles", 'is needed for the shape "sql-audit"']] : [];
  }
  const needed = `is needed for the shape "${shape}"`;
  return [
    ...(table === undefined ? [["table", needed] as [string, string]] : []),
    ...(keyColumns === undefined ? [["keyColumns", needed] as [string, string]] : []),
    ...(columns === undefined ? [["columns", needed] as [string, string]] : []),
  ];
}

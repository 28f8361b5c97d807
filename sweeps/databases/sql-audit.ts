import { z } from "zod";
import { logKind } from "../log-kind";
import type { LogReader, Notice, ReadRequest, ReadResult } from "../reader";
import { DatabaseProblem, type Driver, type Statement } from "./driver";
import { RowRecord, plain } from "./row-record";
import { session } from "./session";

interface AuditSource {
  name: string;
  connect: () => Promise<Driver>;
  /** Pattern of the files, as the server sees them. */
  files: string;
  host: string;
  backfill: boolean;
  notices: readonly Notice[];
}

const auditCursor = z.object({
  version: z.literal(1),
  file: z.string(),
  offset: z.string(),
  /** When the last record was, as the server wrote it. */
  since: z.string(),
  /** Records at that place that were handed over. */
  seen: z.array(z.string()),
});
type AuditCursor = z.infer<typeof auditCursor>;

const COLUMNS = [
  "action_id",
  "class_type",
  "succeeded",
  "server_principal_name",
  "target_server_principal_name",
  "database_name",
  "schema_name",
  "object_name",
  "statement",
  "additional_information",
] as const;

const FIELDS = [
  ...COLUMNS,
  "event_time",
  "event.action",
  "event.outcome",
  "user.name",
  "user.target.name",
  "source.ip",
  "source.address",
  "host.name",
] as const;

/** What codes of actions say in the words of every log. https://learn.microsoft.com/sql/relational-databases/security/auditing/sql-server-audit-action-groups-and-actions */
const ACTIONS: Readonly<Record<string, string>> = {
  LGIF: "logged-in",
  LGIS: "logged-in",
  LGO: "logged-out",
  LGDA: "user-disabled",
  LGEA: "user-enabled",
  APRL: "member-added",
  DPRL: "member-removed",
  AUSC: "audit-changed",
  PWC: "password-changed",
  PWR: "password-reset",
};

const services = ["audit"];
const plainKind = logKind({ product: "mssql", services, categories: [] });
const attemptKind = logKind({ product: "mssql", services, categories: ["authentication"] });

const MOST_SEEN = 20_000;
const ROWS_A_QUESTION = 1_000;
const ROW_BYTES = 512;
/** Refusals that a missing file does not cause: no permission, no such object, no such column. */
const OTHER_REFUSALS = new Set([229, 297, 300, 207, 208]);

/**
 * Reads SQL Server's own audit with sys.fn_get_audit_file, which gives the records behind the buffer at an offset of a file
 * (https://learn.microsoft.com/sql/relational-databases/system-functions/sys-fn-get-audit-file-transact-sql). Where that file was
 * deleted meanwhile all files are read, from the time of the last record on, and that is told. Needs VIEW SERVER SECURITY AUDIT, before 2022 CONTROL SERVER. `event_time` is taken as UTC.
 */
export function sqlAuditReader(source: AuditSource): LogReader {
  const { again, close } = session(source.connect);
  const kinds = new Map([true, false].map((isAttempt) => [isAttempt, recordOf(source, isAttempt)]));

  async function read(request: ReadRequest): Promise<ReadResult> {
    const notices: Notice[] = [...source.notices];
    const counts = { bytes: 0, records: 0 };
    const known = request.cursor === undefined ? undefined : auditCursor.parse(request.cursor);
    let cursor = known;
    let isCut = false;
    let isFallback = false;
    const seen = new Set(known?.seen);
    const isMuted = known === undefined && !source.backfill;

    const take = (values: readonly unknown[]): boolean => {
      const [file, offset, since, ...rest] = values.map((value) => String(plain(value) ?? ""));
      const key = [since, ...rest.slice(0, 2), file, offset].join("|");
      if (seen.has(key)) return true;
      if (isFallback && known && since! < known.since) return true;
      const isSamePlace = cursor?.file === file && cursor?.offset === offset;
      const before = isSamePlace ? cursor!.seen : [];
      cursor = {
        version: 1,
        file: file!,
        offset: offset!,
        since: since!,
        seen: [...before, key].slice(-MOST_SEEN),
      };
      if (isMuted) return true;
      hand(rest.slice(2), since!, key, request);
      counts.records += 1;
      counts.bytes += ROW_BYTES;
      if (counts.records % ROWS_A_QUESTION === 0 && request.isEnough(counts)) isCut = true;
      return !isCut;
    };
    const ask = (from: AuditCursor | undefined): Promise<void> =>
      again((driver) => driver.rows(statementOf(source.files, from), take, request.signal));

    try {
      await ask(known);
    } catch (error) {
      if (!known || !isOfFile(error)) throw error;
      isFallback = true;
      const message = `${known.file} is gone: all audit files were read from ${known.since} on; what was only in it is lost`;
      notices.push({ severity: "error", about: source.name, message });
      await ask(undefined);
    }
    const report = { ...counts, unparsed: 0, samples: [], notices };
    return { cursor, more: isCut || request.signal.aborted, report };
  }

  function hand(
    values: readonly string[],
    since: string,
    key: string,
    { sink }: ReadRequest,
  ): void {
    const [action = "", kind = "", ok = "", who = "", whom = ""] = values;
    const code = action.trim();
    const information = values[COLUMNS.length - 1] ?? "";
    const address = /<address>([^<]{1,100})<\/address>/i.exec(information)?.[1] ?? "";
    const isAttempt = code === "LGIF" || code === "LGIS";
    const failed = code === "LGIF" || ok === "false" || ok === "0";
    const record = kinds.get(isAttempt)!;
    record.renew(
      [
        code,
        kind.trim(),
        ...values.slice(2),
        since,
        ACTIONS[code] ?? null,
        failed ? "failure" : "success",
        who,
        whom === "" ? null : whom,
        address,
        address,
        source.host,
      ],
      key,
    );
    sink(record);
  }

  return { read, close };
}

const recordOf = ({ name }: AuditSource, isAttempt: boolean): RowRecord =>
  new RowRecord({
    name,
    fields: FIELDS,
    kind: isAttempt ? attemptKind : plainKind,
    timeAt: FIELDS.indexOf("event_time"),
    zone: "UTC",
  });

const isOfFile = (error: unknown): boolean =>
  error instanceof DatabaseProblem &&
  !error.isTransient &&
  !error.isLogIn &&
  !OTHER_REFUSALS.has(error.number ?? 0);

function statementOf(files: string, from: AuditCursor | undefined): Statement {
  const columns = COLUMNS.map((name) => `[${name}]`).join(", ");
  const select = `SELECT [file_name], CONVERT(nvarchar(40), [audit_file_offset]), CONVERT(varchar(40), [event_time], 126), CONVERT(nvarchar(100), [sequence_group_id]), CONVERT(nvarchar(40), [sequence_number]), ${columns}`;
  const place = from ? "@file, CONVERT(bigint, @offset)" : "DEFAULT, DEFAULT";
  return {
    sql: `${select} FROM sys.fn_get_audit_file(@files, ${place})`,
    parameters: [
      { name: "files", type: "text", value: files },
      ...(from
        ? ([
            { name: "file", type: "text", value: from.file },
            { name: "offset", type: "text", value: from.offset },
          ] as const)
        : []),
    ],
  };
}

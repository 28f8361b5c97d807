import { z } from "zod";
import { mssqlErrorlog } from "../formats/errorlog";
import type { LogReader, Notice, ReadRequest, ReadResult } from "../reader";
import type { Driver, Statement } from "./driver";
import { plain } from "./row-record";
import { session } from "./session";

interface ErrorLogSource {
  name: string;
  connect: () => Promise<Driver>;
  host: string;
  zone: string;
  backfill: boolean;
  notices: readonly Notice[];
}

const errorLogCursor = z.object({
  version: z.literal(1),
  /** Time of the last line, as the server wrote it. */
  since: z.string(),
  /** Lines of that time that were handed over: equal ones are counted. */
  seen: z.array(z.string()),
  state: z.unknown(),
});

const ROWS_A_QUESTION = 1_000;
const SOURCE_WIDTH = 12;

/**
 * Reads SQL Server's error log by sp_readerrorlog: the current log, and the one before it when the server cycled it since
 * (https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-readerrorlog-transact-sql). Its rows are made the lines that they are in the file, and read as ERRORLOG is. Needs
 * VIEW ANY ERROR LOG, before 2022 the role securityadmin.
 */
export function errorLogReader(source: ErrorLogSource): LogReader {
  const { again, close } = session(source.connect);

  async function linesOf(
    number: 0 | 1,
    signal: AbortSignal,
  ): Promise<[time: string, line: string][]> {
    const lines: [string, string][] = [];
    await again(async (driver) => {
      lines.length = 0;
      await driver.rows(
        statementOf(number),
        ([time, writer, text]) => {
          const at = timeOf(time);
          const by = textOf(writer).padEnd(SOURCE_WIDTH);
          for (const [index, part] of textOf(text).split(/\r?\n/).entries()) {
            lines.push([at, index === 0 ? `${at.slice(0, 22)} ${by}${part}` : `\t${part}`]);
          }
          return true;
        },
        signal,
      );
    });
    return lines;
  }

  async function read(request: ReadRequest): Promise<ReadResult> {
    const known = request.cursor === undefined ? undefined : errorLogCursor.parse(request.cursor);
    const counts = { bytes: 0, records: 0 };
    const samples: string[] = [];
    const notices: Notice[] = [...source.notices];
    let unparsed = 0;
    let lines = await linesOf(0, request.signal);
    const isCycled = known !== undefined && (lines[0]?.[0] ?? "") > known.since;
    if (isCycled) lines = [...(await linesOf(1, request.signal)), ...lines];

    const isMuted = known === undefined && !source.backfill;
    const parser = mssqlErrorlog.open({
      sink(record) {
        if (isMuted) return;
        counts.records += 1;
        request.sink(record);
      },
      name: source.name,
      state: known?.state,
      modified: request.now,
      zone: source.zone,
      host: source.host,
      unparsed(sample) {
        unparsed += 1;
        if (samples.length < 5) samples.push(sample);
      },
      notice: (notice) => void notices.push({ ...notice, about: source.name }),
    });
    const left = new Map<string, number>();
    for (const line of known?.seen ?? []) left.set(line, (left.get(line) ?? 0) + 1);
    let since = known?.since ?? "";
    let seen: string[] = known?.seen ?? [];
    let rows = 0;
    let isCut = false;
    for (const [time, line] of lines) {
      if (known && time < known.since) continue;
      const times = left.get(line) ?? 0;
      if (known && time === known.since && times > 0) {
        left.set(line, times - 1);
        continue;
      }
      if (isCut && time !== since) break;
      const bytes = Buffer.from(line, "utf8");
      parser.line(bytes, 0, bytes.length, rows);
      counts.bytes += bytes.length;
      seen = time === since ? [...seen, line] : [line];
      since = time;
      rows += 1;
      if (rows % ROWS_A_QUESTION === 0)
        isCut ||= request.isEnough(counts) || request.signal.aborted;
    }
    // Both lines of a failed log-in have one time, and lines of one time are never cut apart.
    parser.flush();
    const cursor = since === "" ? undefined : { version: 1, since, seen, state: parser.state() };
    return { cursor, more: isCut, report: { ...counts, unparsed, samples, notices } };
  }

  return { read, close };
}

const statementOf = (number: 0 | 1): Statement => ({
  sql: `EXEC sys.sp_readerrorlog ${number}`,
  parameters: [],
});

/** "2026-01-02 03:04:05.670": the driver takes the server's local time for UTC, and so it is written as it was. */
const timeOf = (value: unknown): string =>
  value instanceof Date ? value.toISOString().replace("T", " ").slice(0, 23) : textOf(value);

const textOf = (value: unknown): string => String(plain(value) ?? "");

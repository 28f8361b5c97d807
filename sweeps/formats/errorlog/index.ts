import type { FormatContext, LineParser } from "../../format";
import { logKind } from "../../log-kind";
import type { AnchoredFormat } from "../anchored-format";
import { ascii, isDigit, next, startsWith } from "../bytes";
import { clockOf } from "../clock";
import { FieldsRecord } from "../fields-record";
import { type Stamp, readIso } from "../stamp";
import { errorHead, errorlogLayout, isAttempt, sourceOf } from "./read";

/**
 * SQL Server's error log, ERRORLOG (https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-18456-database-engine-error):
 * "Error: 18456, Severity: 14, State: 8." and the line after it of the same writer are one record, whose text is both. Lines
 * without a time go with the one above. Times are of the source's zone; where that is UTC, of the log's own "UTC adjustment".
 *
 * Attempts ("authentication") are log-ins that succeeded or whose password or name was wrong. Refused after a right
 * password ("no-database", "not-allowed", "expired"), `event.action` is "access-refused", which is no attempt. Others: "configuration-changed",
 * "log-cycled", "server-started", "audit-changed".
 */
export const mssqlErrorlog: AnchoredFormat = {
  unit: "line",
  name: "mssql-errorlog",
  anchors: {
    categories: { authentication: undefined },
    context: "always",
  },
  open,
};

interface Head {
  offset: number;
  time: number;
  line: string;
}

interface Entry extends Head {
  source: string;
  /** "Error: …", by the same writer, that this is about. */
  head: Head | undefined;
}

interface ErrorlogState {
  clock?: unknown;
  heads?: [string, Head][];
  adjustment?: number | null;
}

const services = ["errorlog"];
const plain = logKind({ product: "mssql", services, categories: [] });
const authentication = logKind({ product: "mssql", services, categories: ["authentication"] });

const SPACE = ascii(" ");
const LONGEST_ENTRY = 16_384;
const MOST_HEADS = 16;

/** "2026-01-02 03:04:05.67 ": an ISO 8601 time of another program has a T or a zone. */
const isDated = (bytes: Buffer, start: number, end: number): boolean =>
  isDigit(bytes[start]) &&
  bytes[start + 10] === 0x20 &&
  bytes[start + 19] === 0x2e &&
  startsWith(bytes, next(bytes, 0x20, start + 19, end), end, SPACE);

function open(context: FormatContext): LineParser {
  const state = (context.state ?? {}) as ErrorlogState;
  const clock = clockOf(context, state.clock);
  const record = new FieldsRecord(context.name, context.host, errorlogLayout, plain);
  const stamp: Stamp = { time: NaN, day: NaN, next: 0 };
  /** By writer: errors whose second line has not come. */
  const heads = new Map<string, Head>(state.heads);
  let adjustment = state.adjustment ?? undefined;
  let current: Entry | undefined;

  const handOver = (entry: Head & Partial<Entry>): void => {
    const line = entry.head ? `${entry.head.line}\n${entry.line}` : entry.line;
    record.renew(line, entry.head?.offset ?? entry.offset, entry.time);
    record.kind = isAttempt(line) ? authentication : plain;
    context.sink(record);
  };

  /** What came before a line with a time is whole, unless it is an error that its writer will go on about. */
  const settle = (): void => {
    if (!current) return;
    const { source, offset, time, line, head } = current;
    const isHead = head === undefined && errorHead(line) !== undefined;
    current = undefined;
    if (!isHead) {
      handOver({ source, offset, time, line, head });
      return;
    }
    const older = heads.get(source);
    if (older) handOver(older);
    heads.delete(source);
    heads.set(source, { offset, time, line });
    if (heads.size > MOST_HEADS) forgetOldest();
  };

  const forgetOldest = (): void => {
    for (const [oldest, head] of heads) {
      heads.delete(oldest);
      return handOver(head);
    }
  };

  const line = (bytes: Buffer, start: number, lineEnd: number, offset: number): void => {
    let end = lineEnd;
    while (end > start && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--;
    if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf)
      return line(bytes, start + 3, end, offset);
    if (end === start) return;
    if (!isDated(bytes, start, end) || !readIso(bytes, start, end, clock, stamp)) {
      if (!current)
        return context.unparsed(bytes.toString("utf8", start, Math.min(end, start + 500)));
      if (current.line.length < LONGEST_ENTRY)
        current.line += `\n${bytes.toString("utf8", start, Math.min(end, start + LONGEST_ENTRY))}`;
      return;
    }
    settle();
    const text = bytes.toString("utf8", start, end);
    const source = sourceOf(text);
    const time = timeOf(text);
    const head = heads.get(source);
    const isOfHead = head !== undefined && Math.abs(head.time - time) <= 1000;
    if (head && !isOfHead) {
      heads.delete(source);
      handOver(head);
    }
    if (isOfHead && errorHead(text) === undefined) heads.delete(source);
    current = {
      offset,
      source,
      time,
      line: text,
      head: isOfHead && errorHead(text) === undefined ? head : undefined,
    };
  };

  function timeOf(text: string): number {
    const adjusted =
      context.zone === "UTC" ? /UTC adjustment: ([+-]?\d{1,2}):(\d\d)/.exec(text) : null;
    if (adjusted) {
      const hours = Number(adjusted[1]);
      const minutes = Number(adjusted[2]) * (adjusted[1]!.startsWith("-") ? -1 : 1);
      adjustment = (hours * 60 + minutes) * 60_000;
    }
    const time = stamp.time - (adjustment ?? 0);
    clock.seen(time);
    return time;
  }

  return {
    line,
    pending: () => current?.offset,
    flush() {
      settle();
      for (const head of heads.values()) handOver(head);
      heads.clear();
    },
    state: () => ({
      clock: clock.state(),
      // The line that waits is given again, and needs its head again.
      heads: [...heads, ...(current?.head ? [[current.source, current.head]] : [])],
      adjustment: adjustment ?? null,
    }),
  };
}

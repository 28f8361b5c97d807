import type { FieldValue } from "../../../sweeps/log-record";
import { againIn } from "../../../sweeps/again";
import type { FormatContext, LineFormat } from "../../../sweeps/format";

export const FIELDS = [
  "event.action",
  "event.outcome",
  "event.reason",
  "user.name",
  "user.domain",
  "user.id",
  "user.target.name",
  "group.name",
  "source.ip",
  "source.port",
  "source.address",
  "file.path",
  "host.name",
  "process.name",
] as const;

/** What a record says, copied. */
export interface Seen {
  time: string | null;
  count: number;
  categories: readonly string[];
  services: readonly string[];
  text: string;
  at: number | string;
  identity: string;
  fields: Partial<Record<string, unknown>>;
}

export interface Parsed {
  records: Seen[];
  unparsed: string[];
  state: unknown;
}

export type Settings = Partial<Omit<FormatContext, "sink" | "unparsed">>;

interface Opened {
  context: FormatContext;
  parsed: Parsed;
}

function openContext(settings: Settings, state: unknown, extra: readonly string[]): Opened {
  const parsed: Parsed = { records: [], unparsed: [], state: undefined };
  const context: FormatContext = {
    name: "sample.log",
    modified: new Date("2026-06-15T12:00:00Z"),
    zone: "UTC",
    host: undefined,
    notice: () => {},
    ...settings,
    state,
    unparsed: (sample) => parsed.unparsed.push(sample),
    sink(record) {
      const fields: Record<string, unknown> = {};
      for (const name of [...FIELDS, ...extra]) {
        const value = record.get(name) as FieldValue | undefined;
        if (value !== undefined) fields[name] = value;
      }
      parsed.records.push({
        time: Number.isNaN(record.time) ? null : new Date(record.time).toISOString(),
        count: record.count,
        categories: record.kind.categories,
        services: record.kind.services,
        text: record.text(),
        at: record.place().at,
        identity: record.identity(),
        fields,
      });
    },
  };
  return { context, parsed };
}

/** Parses lines with one parser after the other, each going on from the last: a new one before each line of `cuts`. */
export function parse(
  format: LineFormat,
  lines: readonly (string | Buffer)[],
  settings: Settings = {},
  cuts: readonly number[] = [],
  extra: readonly string[] = [],
): Parsed {
  const { bytes, ends, starts } = laidOut(lines);
  const all: Parsed = { records: [], unparsed: [], state: undefined };
  let state: unknown = settings.state;
  let from = 0;
  for (const cut of [...cuts, lines.length]) {
    const { context, parsed } = openContext(settings, state, extra);
    const parser = format.open({ ...context, again: againIn(bytes) });
    for (let i = from; i < cut; i++) {
      // In a buffer that is written over afterwards, as a reader's is.
      const copy = Buffer.from(bytes.subarray(starts[i], ends[i]));
      parser.line(copy, 0, copy.length, starts[i]!);
      copy.fill(0x58);
    }
    const pending = parser.pending();
    if (cut === lines.length) parser.flush();
    state = JSON.parse(JSON.stringify(parser.state() ?? null)) as unknown;
    from =
      cut === lines.length || pending === undefined ? Math.max(cut, from) : starts.indexOf(pending);
    all.records.push(...parsed.records);
    all.unparsed.push(...parsed.unparsed);
  }
  all.state = state;
  return all;
}

function laidOut(lines: readonly (string | Buffer)[]) {
  const parts = lines.map((line) => (typeof line === "string" ? Buffer.from(line, "utf8") : line));
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const part of parts) {
    starts.push(at);
    ends.push(at + part.length);
    at += part.length + 1;
  }
  return { bytes: Buffer.concat(parts.flatMap((part) => [part, Buffer.from("\n")])), starts, ends };
}

/** The one record of one line. */
export function only(
  format: LineFormat,
  line: string,
  settings?: Settings,
  extra?: string[],
): Seen {
  const { records } = parse(format, [line], settings, [], extra);
  if (records.length !== 1) throw new Error(`Expected one record, got ${records.length}: ${line}`);
  return records[0]!;
}

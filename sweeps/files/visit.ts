import type { FormatContext } from "../format";
import type { ReadRequest, RecordSink } from "../reader";
import { type FileEntry, HEAD_BYTES, NOTHING, printOf } from "./cursor";
import type { FileSource, Limits } from "./declaration";
import type { Inspected } from "./inspect";
import { windowAt } from "./proof";
import type { LineFilter } from "./line-search";
import type { Telling } from "./report";

/** What reading one file needs to know of the read that it is part of. */
export interface ReadContext {
  source: FileSource;
  limits: Limits;
  /** By the name of the format. */
  prefilters: (format: string) => LineFilter | undefined;
  /** Count of sweeps: a sweep of many slices is one. */
  round: number;
  now: Date;
  sink: RecordSink;
  tell: Telling;
  /** Whether to stop here. Only asked where something was read since it was asked last. */
  isEnough: () => boolean;
  isAborted: () => boolean;
  /** One for all files: they are read one after the other. */
  lineBuffer: () => Buffer;
}

/** What became of a file. */
export interface Visit {
  entry: FileEntry;
  /** Stopped because it was enough; there is more in it. */
  isCut: boolean;
}

/** Asks whether it is enough, but never before something was read: every read gets on. */
export function enough(request: ReadRequest, tell: Telling): () => boolean {
  let asked = 0;
  return () => {
    if (request.signal.aborted) return true;
    if (tell.counts.bytes === asked) return false;
    asked = tell.counts.bytes;
    return request.isEnough({ bytes: tell.counts.bytes, records: tell.counts.records });
  };
}

/** An entry for a file as it is on disk, with nothing read. */
export const newEntry = (file: Inspected, context: ReadContext): FileEntry => ({
  path: file.key,
  ...file.stat,
  round: context.round,
  seen: context.now.toISOString(),
  offset: 0,
  proven: 0,
  head: NOTHING,
  tail: NOTHING,
  ...(file.raw !== undefined && { raw: file.raw }),
});

/** An entry whose file has another name or time now. */
export function movedEntry(entry: FileEntry, file: Inspected, context: ReadContext): FileEntry {
  const { told: _told, raw: _raw, copy: _copy, ended: _ended, ...kept } = entry;
  return {
    ...kept,
    path: file.key,
    ...file.stat,
    seen: context.now.toISOString(),
    ...(file.raw !== undefined && { raw: file.raw }),
  };
}

/** An entry for a file that need not be read, because another began with all of it. */
export async function copiedEntry(
  file: Inspected,
  bytes: number,
  original: FileEntry,
  context: ReadContext,
): Promise<FileEntry> {
  const entry = newEntry(file, context);
  if (file.raw !== undefined) return entry;
  const window = await windowAt(file, bytes, context.limits);
  return {
    ...entry,
    offset: bytes,
    proven: bytes,
    head: printOf(file.head.subarray(0, Math.min(HEAD_BYTES, bytes))),
    tail: printOf(window?.before ?? Buffer.alloc(0)),
    state: original.state,
    copy: true,
  };
}

/** For a parser that only has to know what is skipped. */
export const quietly = (context: FormatContext): FormatContext => ({
  ...context,
  sink: () => {},
  unparsed: () => {},
  notice: () => {},
});

/** Whether what is there already is not wanted. */
export const isSkipping = ({ round, source }: ReadContext): boolean =>
  round === 1 && !source.backfill;

/** What a parser is told of a file. */
export function formatContext(
  file: Inspected,
  state: unknown,
  { source, sink, tell }: ReadContext,
): FormatContext {
  return {
    sink,
    name: file.label,
    state,
    modified: new Date(Number(BigInt(file.stat.mtime) / 1_000_000n)),
    zone: source.zone ?? "UTC",
    host: source.host,
    ...(source.fields && { fields: source.fields }),
    unparsed: tell.unparsed,
    notice: (notice) => tell.notice({ ...notice, about: file.label }),
  };
}

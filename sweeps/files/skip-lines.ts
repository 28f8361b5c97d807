import type { LineFormat, LineParser } from "../format";
import { type FileEntry, HEAD_BYTES, TAIL_BYTES, printOf } from "./cursor";
import { type Encoding, sniffEncoding } from "./encoding";
import type { Inspected } from "./inspect";
import { bufferBytes, lineWalker } from "./line-walker";
import { peek } from "./proof";
import { type ReadContext, formatContext, newEntry, quietly } from "./visit";

const CONTEXT_BYTES = 64 * 1024;

/**
 * Remembers a file's end as the place to go on from. What comes before is not read, but its first 64 KiB and its last lines
 * are shown to the parser, which may have to know them (a header, what year it is).
 */
export async function skipLines(
  file: Inspected,
  format: LineFormat,
  context: ReadContext,
): Promise<FileEntry> {
  const entry = newEntry(file, context);
  const { size } = file.stat;
  if (file.raw !== undefined || size === 0) return entry;
  const parser = format.open(quietly(formatContext(file, undefined, context)));
  const { encoding, markBytes } = sniffEncoding(file.head, file.pattern.encoding);
  const show = (from: number, to: number): Promise<number | undefined> =>
    lastLineEnd(file, { from, to, encoding, isStart: from === markBytes, parser }, context);

  const first = Math.min(size, CONTEXT_BYTES);
  let end = await show(markBytes, first);
  if (first < size) {
    // Further back where the last lines are longer.
    end = await show(Math.max(first, even(size - 4096)), size);
    end ??= await show(Math.max(first, even(size - context.limits.lineBytes)), size);
  }
  parser.flush();
  const isLong = end === undefined && first < size;
  const offset = isLong ? size : (end ?? 0);
  const length = Math.min(TAIL_BYTES, offset);
  return {
    ...entry,
    offset,
    proven: offset,
    head: printOf(file.head.subarray(0, Math.min(HEAD_BYTES, offset))),
    tail: printOf(await peek(file, offset - length, length, context.limits)),
    state: parser.state(),
    ...(offset < size && { left: true as const }),
    ...(isLong && { longLine: true as const }),
  };
}

const even = (offset: number): number => offset - (offset % 2);

interface Part {
  from: number;
  to: number;
  encoding: Encoding;
  isStart: boolean;
  parser: LineParser;
}

/** Hands a part's lines to a parser, and answers where the last of them ends; undefined when none does. */
async function lastLineEnd(
  file: Inspected,
  { from, to, encoding, isStart, parser }: Part,
  { limits }: ReadContext,
): Promise<number | undefined> {
  const bytes = await peek(file, from, to - from, limits);
  const walker = lineWalker({
    encoding,
    lineBytes: limits.lineBytes,
    buffer: Buffer.allocUnsafeSlow(bufferBytes(0, bytes.length)),
    prefilter: undefined,
    first: 0,
    lookBack: 0,
    offset: from,
    longLine: !isStart,
    line: (buffer, begin, end, offset) => parser.line(buffer, begin, end, offset),
    alike: () => undefined,
    tooLong: () => {},
  });
  bytes.copy(walker.buffer, walker.makeRoom());
  walker.fed(bytes.length);
  return walker.isInLongLine() || walker.counts().lines === 0 ? undefined : walker.offset();
}

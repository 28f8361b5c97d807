import type { LineFormat } from "../format";
import { type Content, type Ending, openContent } from "./content";
import { type FileEntry, HEAD_BYTES, printOf } from "./cursor";
import { type Encoding, sniffEncoding } from "./encoding";
import type { Inspected } from "./inspect";
import { type LineWalker, lineWalker } from "./line-walker";
import { peek } from "./proof";
import { fileProblem } from "./report";
import { type ReadContext, type Visit, formatContext, movedEntry, newEntry } from "./visit";

/** Reads a file's lines from where an entry stands, or from its start. */
export async function visitLines(
  file: Inspected,
  format: LineFormat,
  known: FileEntry | undefined,
  context: ReadContext,
): Promise<Visit> {
  const { limits, tell, round } = context;
  const { encoding, markBytes } = sniffEncoding(file.head, file.pattern.encoding);
  const entry = known ? movedEntry(known, file, context) : newEntry(file, context);
  const start = await startOf(entry, file, encoding, context);
  if (!start) return { entry: { ...entry, round }, isCut: false };

  const from = Math.max(start.offset, markBytes);
  const parser = format.open({
    ...formatContext(file, start.state, context),
    again: (since, to, see) => walker.again(since, to, see),
  });
  const long = { count: 0, first: 0 };
  const walker: LineWalker = lineWalker({
    encoding,
    lineBytes: limits.lineBytes,
    buffer: context.lineBuffer(),
    prefilter: context.prefilters(format.name),
    first: markBytes,
    lookBack: format.lookBack ?? 0,
    offset: from,
    longLine: start.longLine,
    line: (buffer, begin, end, offset) => parser.line(buffer, begin, end, offset),
    alike: (buffer, begin, end) => parser.alike?.(buffer, begin, end),
    tooLong(offset) {
      if (long.count++ === 0) long.first = offset;
    },
  });
  const snapshot = (): FileEntry => {
    const { early: _early, longLine: _long, left: _left, ...kept } = entry;
    return {
      ...kept,
      round,
      offset: parser.pending() ?? walker.offset(),
      state: parser.state(),
      proven: walker.offset(),
      head: printOf(file.head.subarray(0, Math.min(HEAD_BYTES, walker.offset()))),
      tail: printOf(walker.tail()),
      ...(walker.isInLongLine() && { longLine: true as const }),
    };
  };
  const isStuck = (): boolean => (parser.pending() ?? walker.offset()) <= from;

  const fed = await feed(file, walker, from, isStuck, context);
  if (!fed) return { entry: { ...entry, round, left: true }, isCut: false };
  const { ending, isCut } = fed;
  const finish = (done: FileEntry): Visit => {
    tellOf(file, walker, long, ending, context);
    return { entry: done, isCut };
  };
  const done = snapshot();
  if (isCut) return finish({ ...done, left: true });

  const isUnchanged =
    known?.left === true &&
    known.size === file.stat.size &&
    known.mtime === file.stat.mtime &&
    known.round < round;
  const isCompressed = file.raw !== undefined;
  const isFinal =
    ending.kind === "bomb" ||
    (isUnchanged && ending.kind !== "changed") ||
    (ending.kind === "whole" && (isCompressed || context.source.finished === true));
  const waits = walker.rest() > 0 || parser.pending() !== undefined;
  if (!isFinal) {
    const isLeft = waits || ending.kind !== "whole";
    return finish(isLeft ? { ...done, left: true } : done);
  }
  const rest = walker.rest();
  if (rest > 0) walker.takeRest();
  tell.counts.bytes += rest;
  parser.flush();
  const flushed = snapshot();
  if (rest === 0) return finish(flushed);
  const early = { end: walker.offset(), state: flushed.state };
  return finish({ ...flushed, offset: done.offset, state: done.state, early });
}

/** Where to go on; undefined when the file ends where a last line was taken early. */
async function startOf(
  entry: FileEntry,
  file: Inspected,
  encoding: Encoding,
  { limits, tell }: ReadContext,
): Promise<{ offset: number; state: unknown; longLine: boolean } | undefined> {
  const { offset, state, early, longLine } = entry;
  if (!early) return { offset, state, longLine: longLine === true };
  const unit = encoding.startsWith("utf-16") ? 2 : 1;
  const next = await peek(file, early.end, 2 * unit, limits);
  const text = next.toString("latin1").replaceAll("\0", "");
  if (text === "" || text === "\r") return undefined;
  const end = /^\r?\n/.exec(text);
  if (end) return { offset: early.end + end[0].length * unit, state: early.state, longLine: false };
  tell.warning(
    file.label,
    `The line at byte ${offset} was read before it was complete, and now again.`,
  );
  return { offset, state, longLine: false };
}

/** Reads until the end, or until it is enough; undefined when the file could not be opened at its place. */
async function feed(
  file: Inspected,
  walker: LineWalker,
  from: number,
  isStuck: () => boolean,
  { limits, tell, isEnough, isAborted }: ReadContext,
): Promise<{ ending: Ending; isCut: boolean } | undefined> {
  const before = Math.min(walker.before, from);
  let content: Content | undefined;
  try {
    content = await openContent(file, from - before, limits);
    await precede(content, walker, before);
  } catch (error) {
    await content?.close();
    tell.error(file.label, fileProblem(error));
    return undefined;
  }
  try {
    for (;;) {
      const place = walker.makeRoom();
      let bytes: number;
      try {
        bytes = await content.read(walker.buffer, place, limits.readBytes);
      } catch (error) {
        return { ending: { kind: "damaged", message: fileProblem(error) }, isCut: false };
      }
      if (bytes === 0) return { ending: content.ending(), isCut: false };
      const offset = walker.offset();
      const { filtered } = walker.counts();
      walker.fed(bytes);
      tell.counts.bytes += walker.offset() - offset;
      tell.counts.records += walker.counts().filtered - filtered;
      if (isAborted() || (!isStuck() && isEnough()))
        return { ending: { kind: "whole" }, isCut: true };
    }
  } finally {
    await content.close();
  }
}

async function precede(content: Content, walker: LineWalker, length: number): Promise<void> {
  const bytes = Buffer.alloc(length);
  for (let filled = 0; filled < length;) {
    const read = await content.read(bytes, filled, length - filled);
    if (read === 0) throw new Error("shorter than a moment ago");
    filled += read;
  }
  walker.preceded(bytes);
}

function tellOf(
  file: Inspected,
  walker: LineWalker,
  long: { count: number; first: number },
  ending: Ending,
  { tell, limits }: ReadContext,
): void {
  const { lines, filtered, nuls } = walker.counts();
  tell.counts.lines += lines;
  tell.counts.filtered += filtered;
  if (ending.message !== undefined)
    tell[ending.kind === "changed" ? "warning" : "error"](file.label, ending.message);
  if (long.count > 0)
    tell.error(
      file.label,
      `${long.count} lines longer than ${limits.lineBytes} bytes were skipped, the first at byte ${long.first}.`,
    );
  if (nuls > 0)
    tell.warning(
      file.label,
      `${nuls} NUL bytes at the start of lines were skipped, as left by a truncation.`,
    );
}

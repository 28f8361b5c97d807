import type { LineFormat } from "../format";
import { CHANGED, type Content, type Ending, openContent } from "./content";
import { type FileEntry, HEAD_BYTES, printOf } from "./cursor";
import { type Encoding, sniffEncoding } from "./encoding";
import type { Inspected } from "./inspect";
import { type LineWalker, lineWalker } from "./line-walker";
import { peek } from "./proof";
import { fileProblem, printable } from "./report";
import { type ReadContext, type Visit, formatContext, movedEntry, newEntry } from "./visit";

/** A file's place in its log. */
export interface LogPart {
  /** The next part has something: nothing is begun in this one any more. */
  isOver: boolean;
  /** And that is still to be read from its start. */
  isFollowed: boolean;
  /** The part before it, when that is read to its end. */
  before: FileEntry | undefined;
}

/** Whether a file's parser begins with how the part before it ended. */
export const isContinuing = (format: LineFormat, known: FileEntry | undefined): boolean =>
  format.isContinued === true && (!known || (known.offset === 0 && known.state === undefined));

/** Reads a file's lines from where an entry stands, or from its start. */
export async function visitLines(
  file: Inspected,
  format: LineFormat,
  known: FileEntry | undefined,
  context: ReadContext,
  part: LogPart,
): Promise<Visit> {
  const { limits, tell, round } = context;
  const { encoding, markBytes } = sniffEncoding(file.head, file.pattern.encoding);
  const entry = known ? movedEntry(known, file, context) : newEntry(file, context);
  const start = await startOf(entry, file, encoding, context);
  if (!start) return { entry: { ...entry, round }, isCut: false };

  const from = Math.max(start.offset, markBytes);
  const state = isContinuing(format, known) ? part.before?.state : start.state;
  const parser = format.open({
    ...formatContext(file, state, context),
    again: (since, to, see) => walker.again(since, to, see),
  });
  const long = { count: 0, first: 0 };
  const failed = { count: 0, first: 0, why: "" };
  const walker: LineWalker = lineWalker({
    encoding,
    lineBytes: limits.lineBytes,
    buffer: context.lineBuffer(),
    prefilter: context.prefilters(format.name),
    first: markBytes,
    lookBack: format.lookBack ?? 0,
    offset: from,
    longLine: start.longLine,
    line(buffer, begin, end, offset) {
      try {
        parser.line(buffer, begin, end, offset);
      } catch (error) {
        if (failed.count++ === 0)
          Object.assign(failed, { first: offset, why: printable(String(error)) });
      }
    },
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

  const fed = await feed(file, walker, { from, entry, isStuck }, context);
  if (!fed) return { entry: { ...entry, round, left: true }, isCut: false };
  const { ending, isCut } = fed;
  const finish = (done: FileEntry): Visit => {
    tellOf(file, walker, long, ending, context);
    if (failed.count > 0)
      tell.error(
        file.label,
        `${failed.count} lines could not be read, the first at byte ${failed.first} (${failed.why}); all others were.`,
      );
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
    (ending.kind === "whole" &&
      (isCompressed || context.source.finished === true || (part.isOver && walker.rest() === 0)));
  const waits = walker.rest() > 0 || parser.pending() !== undefined || parser.waits?.() === true;
  if (!isFinal) {
    const isLeft = waits || ending.kind !== "whole";
    return finish(isLeft ? { ...done, left: true, ended: true } : done);
  }
  const rest = walker.rest();
  if (rest > 0) walker.takeRest();
  tell.counts.bytes += rest;
  const handedOn = part.isFollowed ? parser.handOn?.() : undefined;
  if (handedOn === undefined) parser.flush();
  const flushed = { ...snapshot(), ...(handedOn !== undefined && { state: handedOn }) };
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

interface Feeding {
  from: number;
  entry: FileEntry;
  isStuck: () => boolean;
}

/** Reads until the end, or until it is enough; undefined when the file could not be opened at its place, or is another one there by now. */
async function feed(
  file: Inspected,
  walker: LineWalker,
  { from, entry, isStuck }: Feeding,
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
  let isProven = false;
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
      isProven ||= await isStill(content, file, entry);
      if (!isProven) {
        tell.warning(file.label, CHANGED.message!);
        return undefined;
      }
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

/** Whether a file has what it had when it was looked into: it may have been truncated since, and written to anew. */
async function isStill(content: Content, { head }: Inspected, entry: FileEntry): Promise<boolean> {
  const { proven, tail } = entry;
  const [now, before] = [content.now(0, head.length), content.now(proven - tail.len, tail.len)];
  if (!now || !before) return true;
  return (await now).equals(head) && printOf(await before).sha === tail.sha;
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

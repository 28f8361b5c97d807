import { CONTEXT_BYTES } from "../context";
import { TAIL_BYTES } from "./cursor";
import type { Prefilter } from "./declaration";
import { type Encoding, transcoderOf } from "./encoding";

export interface WalkOptions {
  encoding: Encoding;
  lineBytes: number;
  /** Of `bufferBytes` at least, for this walker alone while it is used. */
  buffer: Buffer;
  prefilter: LineFilter | undefined;
  /** Where the first byte that is fed lies in the file. */
  offset: number;
  /** It lies inside a line that is too long. */
  longLine: boolean;
  line: (buffer: Buffer, start: number, end: number, offset: number) => void;
  /** Shows a line that was left out, or handed over already: `LineParser.show`. */
  show?: ((buffer: Buffer, start: number, end: number, offset: number) => void) | undefined;
  tooLong: (offset: number) => void;
}

/** A prefilter made ready. */
export interface LineFilter {
  /** What a line must have. */
  wanted: RegExp;
  /** What says that a line speaks of those before it. */
  context: RegExp | undefined;
}

/**
 * Finds the lines in bytes that come block by block. W1: memory is one buffer, of a block and the longest line. W2: what
 * is handed over does not depend on where blocks end.
 */
export interface LineWalker {
  readonly buffer: Buffer;
  /** Makes room for a read, and says where it goes in the buffer; the bytes before that are those before it in the file. */
  makeRoom(): number;
  /** So many bytes were read there. */
  fed(bytes: number): void;
  /** How many bytes before the first line it can use. */
  readonly before: number;
  /** Bytes that lie before the first line: for `tail`, and to be shown. */
  preceded(bytes: Buffer): void;
  /** Where the next line begins. */
  offset(): number;
  isInLongLine(): boolean;
  /** Bytes of a line without an end. */
  rest(): number;
  /** Hands them over as a line. */
  takeRest(): void;
  /** Up to 256 bytes before `offset`. */
  tail(): Buffer;
  counts(): { lines: number; filtered: number; nuls: number };
}

/** One expression for all literals: over a block as a Latin-1 string it is faster than a search for each (measured from two literals on). */
export function lineFilter(prefilter: Prefilter | undefined): LineFilter | undefined {
  if (!prefilter || prefilter.literals.length === 0) return undefined;
  const { literals, context = [], beyondAscii = false } = prefilter;
  for (const literal of [...literals, ...context])
    if (!/^[\x20-\x7e\t]+$/.test(literal))
      throw new Error(`The prefilter's literal ${JSON.stringify(literal)} must be ASCII text.`);
  // Latin-1 letters have no case mapping to ASCII ones, so `i` is exact here.
  const parts = [...literals, ...context].map(escaped);
  if (beyondAscii) parts.push(String.raw`[\x80-\xff]`);
  return {
    wanted: new RegExp(parts.join("|"), "gi"),
    context: context.length > 0 ? new RegExp(context.map(escaped).join("|")) : undefined,
  };
}

const escaped = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`);

/** What a walker needs for lines of a length and reads of a size. */
export const bufferBytes = (lineBytes: number, readBytes: number): number =>
  TAIL_BYTES + CONTEXT_BYTES + lineBytes + readBytes + 8;

const LF = 10;
const CR = 13;
const ZEROS = Buffer.alloc(4096);

/** Measured: a third faster than a whole block at once. */
const TEXT_BYTES = 64 * 1024;

export function lineWalker(options: WalkOptions): LineWalker {
  const { encoding, lineBytes, buffer, line, tooLong } = options;
  const isWide = encoding === "utf-16le" || encoding === "utf-16be";
  const unit = isWide ? 2 : 1;
  const low = encoding === "utf-16be" ? 1 : 0;
  const high = 1 - low;
  const transcode = encoding === "utf-8" ? undefined : transcoderOf(encoding);
  const isWithContext = options.prefilter?.context !== undefined;
  const filter = transcode && isWithContext ? undefined : options.prefilter;
  const prefilter = filter?.wanted;
  const show = filter ? options.show : undefined;
  const before = show ? CONTEXT_BYTES + 1 : TAIL_BYTES;
  const lineBuffer = transcode ? Buffer.allocUnsafeSlow(3 * lineBytes + 8) : undefined;
  /** The next line begins here. */
  let base = 0;
  let filled = 0;
  let offset = options.offset;
  let isLong = options.longLine;
  let lines = 0;
  let filtered = 0;
  let nuls = 0;
  /** What the prefilter looks at. */
  let text = "";
  let textStart = 0;
  let textEnd = 0;
  /** Newlines of a line whose start was looked at already are not looked for again. */
  let searched = 0;
  /** How the line before begins; -1 where that is not known. */
  let beginning = -1;
  /** Where the line before begins, in the buffer. */
  let previous = -1;
  /** Up to where in the file all lines were shown, for those that speak of them. */
  let shown = -1;
  /** Where one line speaks of lines before it, others will: from the first of them on nothing is left out. */
  let isThorough = false;

  /** The next line end at or after `from`; -1 without one. */
  function lineEnd(from: number): number {
    if (!isWide) {
      if (buffer[from] === LF && from < filled) return from; // Millions of empty lines come faster.
      const at = buffer.indexOf(LF, from);
      return at >= filled ? -1 : at;
    }
    for (let at = buffer.indexOf(LF, from); at !== -1 && at < filled;) {
      const start = at - low;
      const isUnit = start >= base && (start - base) % 2 === 0 && start + 1 < filled;
      if (isUnit && buffer[start + high] === 0) return start;
      at = buffer.indexOf(LF, at + 1);
    }
    return -1;
  }

  const isUnitAt = (at: number, code: number): boolean =>
    isWide ? buffer[at + low] === code && buffer[at + high] === 0 : buffer[at] === code;

  /** What a writer left who went on at its old place after the file was truncated. */
  function skipNuls(from: number, to: number): number {
    let at = from;
    while (
      at + ZEROS.length <= to &&
      buffer.compare(ZEROS, 0, ZEROS.length, at, at + ZEROS.length) === 0
    )
      at += ZEROS.length;
    while (at + unit <= to && isUnitAt(at, 0)) at += unit;
    nuls += at - from;
    return at;
  }

  function deliver(from: number, to: number, at: number): void {
    const end = to - unit >= from && isUnitAt(to - unit, CR) ? to - unit : to;
    if (!transcode || !lineBuffer) {
      if (show && filter?.context?.test(buffer.toString("latin1", from, end)) === true) {
        showBefore(from, at);
        isThorough = true;
      }
      return line(buffer, from, end, at);
    }
    const length = transcode(buffer, from, end, lineBuffer);
    if (prefilter) {
      prefilter.lastIndex = 0;
      if (!prefilter.test(lineBuffer.toString("latin1", 0, length))) {
        filtered++;
        return undefined;
      }
    }
    return line(lineBuffer, 0, length, at);
  }

  /** Shows what lies at most `CONTEXT_BYTES` before a line, but nothing twice for the same purpose. */
  function showBefore(to: number, offsetOfLine: number): void {
    const shift = offsetOfLine - to;
    const from = Math.max(0, to - CONTEXT_BYTES, shown - shift);
    showLines(from + shift === shown ? from : lineAfter(from, shift), to, shift);
    shown = offsetOfLine;
  }

  /** The first line that begins at a place or after it. */
  function lineAfter(from: number, shift: number): number {
    if (from + shift > 0)
      return from === 0 ? buffer.indexOf(LF) + 1 : buffer.indexOf(LF, from - 1) + 1;
    return buffer[from] === 0xef && buffer[from + 1] === 0xbb ? from + 3 : from;
  }

  function showLines(from: number, to: number, shift: number): void {
    for (let start = from; start < to;) {
      const end = buffer.indexOf(LF, start);
      let first = start;
      while (first < end && buffer[first] === 0) first++;
      if (end - first <= lineBytes)
        show!(buffer, first, end > first && buffer[end - 1] === CR ? end - 1 : end, first + shift);
      start = end + 1;
    }
  }

  /**
   * A log's months follow each other: where lines begin otherwise than the one before, both are let through, so that a parser whose lines do not
   * name their year sees the same months as if none had been left out.
   */
  function isNews(start: number): boolean {
    const now = buffer[start]! | (buffer[start + 1]! << 8) | (buffer[start + 2]! << 16);
    if (now === beginning) {
      previous = start;
      return false;
    }
    beginning = now;
    const shift = offset - base;
    if (previous >= 0) showLines(previous, start, shift);
    previous = start;
    return true;
  }

  function walk(): void {
    buffer[filled] = LF; // so that the search ends here
    if (isWide) buffer[filled + 1] = LF;
    const shift = offset - base;
    const isFiltered = prefilter !== undefined && transcode === undefined;
    if (!isLong && base < filled && buffer[base] === 0) {
      base = skipNuls(base, filled); // before the prefilter has to look at them
      offset = base + shift;
      searched = Math.max(searched, base);
    }
    textStart = textEnd = base;
    let hit = isFiltered ? nextHit(base) : -1;
    let start = base;
    for (let end = lineEnd(Math.max(start, searched)); end !== -1; end = lineEnd(start)) {
      lines++;
      if (isLong) isLong = false;
      else if (!isThorough && hit >= end && end - start <= lineBytes && !(show && isNews(start)))
        filtered++;
      else {
        const first = buffer[start] === 0 || isWide ? skipNuls(start, end) : start;
        if (end - first > lineBytes) tooLong(first + shift);
        else deliver(first, end, first + shift);
      }
      if (isFiltered && hit < end) hit = nextHit(end);
      start = end + unit;
      base = start;
    }
    if (isLong) start = filled - ((filled - start) % unit);
    else if (start < filled && (buffer[start] === 0 || isWide)) start = skipNuls(start, filled);
    base = start;
    offset = base + shift;
    if (filled - base > lineBytes) {
      tooLong(offset);
      isLong = true;
      base = filled - ((filled - base) % unit);
      offset = base + shift;
    }
    searched = isWide ? base : filled;
  }

  /** Where the next literal at or after a place ends, which is in a line or at its end; a place behind all lines when there is none. */
  function nextHit(from: number): number {
    for (let at = from; at < filled; at = textEnd) {
      if (at >= textEnd) takeText(at);
      prefilter!.lastIndex = at - textStart;
      if (prefilter!.test(text)) return textStart + prefilter!.lastIndex - 1;
    }
    return Infinity;
  }

  /** Takes some whole lines, few enough for the processor's cache. */
  function takeText(from: number): void {
    const end = buffer.lastIndexOf(LF, Math.min(from + TEXT_BYTES, filled) - 1) + 1;
    textStart = from;
    textEnd = end > from ? end : filled;
    text = buffer.toString("latin1", textStart, textEnd);
  }

  return {
    buffer,
    before,
    makeRoom() {
      const from = Math.max(0, base - before);
      buffer.copyWithin(0, from, filled);
      base -= from;
      filled -= from;
      searched -= from;
      previous = -1;
      beginning = -1;
      return filled;
    },
    fed(bytes) {
      filled += bytes;
      walk();
    },
    preceded(bytes) {
      bytes.copy(buffer, 0);
      base = filled = searched = bytes.length;
    },
    offset: () => offset,
    isInLongLine: () => isLong,
    rest: () => (isLong ? 0 : filled - base),
    takeRest() {
      lines++;
      const end = filled - ((filled - base) % unit);
      textStart = textEnd = base;
      const isWanted = !prefilter || transcode || show || nextHit(base) < Infinity;
      if (isWanted) deliver(base, end, offset);
      else filtered++;
      offset += filled - base;
      base = filled;
      searched = filled;
    },
    tail: () => buffer.subarray(Math.max(0, base - TAIL_BYTES), base),
    counts: () => ({ lines, filtered, nuls }),
  };
}

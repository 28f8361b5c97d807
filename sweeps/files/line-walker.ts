import { TAIL_BYTES } from "./cursor";
import type { Prefilter } from "./declaration";
import { type Encoding, transcoderOf } from "./encoding";

export interface WalkOptions {
  encoding: Encoding;
  lineBytes: number;
  /** Of `bufferBytes` at least, for this walker alone while it is used. */
  buffer: Buffer;
  prefilter: RegExp | undefined;
  /** Where the first byte that is fed lies in the file. */
  offset: number;
  /** It lies inside a line that is too long. */
  longLine: boolean;
  line: (buffer: Buffer, start: number, end: number, offset: number) => void;
  tooLong: (offset: number) => void;
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
  /** Bytes that lie before the first line: only for `tail`. */
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
export function prefilterOf(prefilter: Prefilter | undefined): RegExp | undefined {
  if (!prefilter || prefilter.literals.length === 0) return undefined;
  for (const literal of prefilter.literals)
    if (!/^[\x20-\x7e\t]+$/.test(literal))
      throw new Error(`The prefilter's literal ${JSON.stringify(literal)} must be ASCII text.`);
  // Latin-1 letters have no case mapping to ASCII ones, so `i` is exact here.
  const parts = prefilter.literals.map((text) => text.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`));
  return new RegExp(parts.join("|"), "gi");
}

/** What a walker needs for lines of a length and reads of a size. */
export const bufferBytes = (lineBytes: number, readBytes: number): number =>
  2 * TAIL_BYTES + lineBytes + readBytes + 8;

const LF = 10;
const CR = 13;
const ZEROS = Buffer.alloc(4096);

/** Measured: a third faster than a whole block at once. */
const TEXT_BYTES = 64 * 1024;

export function lineWalker(options: WalkOptions): LineWalker {
  const { encoding, lineBytes, buffer, prefilter, line, tooLong } = options;
  const isWide = encoding === "utf-16le" || encoding === "utf-16be";
  const unit = isWide ? 2 : 1;
  const low = encoding === "utf-16be" ? 1 : 0;
  const high = 1 - low;
  const transcode = encoding === "utf-8" ? undefined : transcoderOf(encoding);
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

  /** The next line end at or after `from`; -1 without one. */
  function lineEnd(from: number): number {
    if (!isWide) {
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
    if (!transcode || !lineBuffer) return line(buffer, from, end, at);
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

  function walk(): void {
    buffer[filled] = LF; // so that the search ends here
    if (isWide) buffer[filled + 1] = LF;
    const shift = offset - base;
    const isFiltered = prefilter !== undefined && transcode === undefined;
    textStart = textEnd = base;
    let hit = isFiltered ? nextHit(base) : -1;
    let start = base;
    for (let end = lineEnd(Math.max(start, searched)); end !== -1; end = lineEnd(start)) {
      lines++;
      if (isLong) isLong = false;
      else if (hit >= end && end - start <= lineBytes) filtered++;
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
    makeRoom() {
      const from = Math.max(0, base - TAIL_BYTES);
      buffer.copyWithin(0, from, filled);
      base -= from;
      filled -= from;
      searched -= from;
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
      const isWanted = !prefilter || transcode || nextHit(base) < Infinity;
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

import { CONTEXT_BYTES } from "../context";
import type { Again, Alike, LineParser } from "../format";
import { TAIL_BYTES } from "./cursor";
import { type Encoding, transcoderOf } from "./encoding";
import type { LineFilter } from "./line-search";

export interface WalkOptions {
  encoding: Encoding;
  lineBytes: number;
  /** Of `bufferBytes` at least, for this walker alone while it is used. */
  buffer: Buffer;
  /** Without it, or in another encoding than UTF-8, all lines are handed over. */
  prefilter: LineFilter | undefined;
  /** Where the first line of the file begins. */
  first: number;
  /** How many bytes before a line others may be asked for again. */
  lookBack: number;
  /** Where the first byte that is fed lies in the file. */
  offset: number;
  /** It lies inside a line that is too long. */
  longLine: boolean;
  line: LineParser["line"];
  /** Of the line that was handed over last: `LineParser.alike`. */
  alike: (buffer: Buffer, start: number, end: number) => Alike | undefined;
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
  /** How many bytes before the first line it can use. */
  readonly before: number;
  /** Bytes that lie before the first line: for `tail`, and for `again`. */
  preceded(bytes: Buffer): void;
  again: Again;
  /** Where the next line begins. */
  offset(): number;
  isInLongLine(): boolean;
  /** Bytes of a line without an end. */
  rest(): number;
  /** Hands them over as a line. */
  takeRest(): void;
  /** Up to 256 bytes before `offset`. */
  tail(): Buffer;
  /** `filtered`: lines that were left out, each of which would have given a record. */
  counts(): { lines: number; filtered: number; nuls: number };
}

/** What a walker needs for lines of a length and reads of a size. */
export const bufferBytes = (lineBytes: number, readBytes: number): number =>
  TAIL_BYTES + CONTEXT_BYTES + lineBytes + readBytes + 8;

const LF = 10;
const CR = 13;
const ZEROS = Buffer.alloc(4096);

export function lineWalker(options: WalkOptions): LineWalker {
  const { encoding, lineBytes, buffer, line, tooLong } = options;
  const isWide = encoding === "utf-16le" || encoding === "utf-16be";
  const unit = isWide ? 2 : 1;
  const low = encoding === "utf-16be" ? 1 : 0;
  const high = 1 - low;
  const transcode = encoding === "utf-8" ? undefined : transcoderOf(encoding);
  const search = transcode ? undefined : options.prefilter?.over(buffer, lineBytes);
  const before = options.lookBack > 0 ? options.lookBack + unit : TAIL_BYTES;
  const lineBuffer = transcode ? Buffer.allocUnsafeSlow(3 * lineBytes + 8) : undefined;
  /** The next line begins here. */
  let base = 0;
  let filled = 0;
  let offset = options.offset;
  /** What lies at a place in the buffer lies so much farther in the file. */
  let shift = offset;
  let isLong = options.longLine;
  let lines = 0;
  let filtered = 0;
  let nuls = 0;
  /** Newlines of a line whose start was looked at already are not looked for again. */
  let searched = 0;

  /** The next line end at or after `from`, which is where a character begins; -1 without one. */
  function lineEnd(from: number): number {
    if (!isWide) {
      if (buffer[from] === LF && from < filled) return from; // Millions of empty lines come faster.
      const at = buffer.indexOf(LF, from);
      return at >= filled ? -1 : at;
    }
    for (let at = buffer.indexOf(LF, from); at !== -1 && at < filled;) {
      const start = at - low;
      const isUnit = start >= from && (start - from) % 2 === 0 && start + 1 < filled;
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

  function deliver(from: number, to: number): void {
    const end = to - unit >= from && isUnitAt(to - unit, CR) ? to - unit : to;
    if (transcode && lineBuffer) {
      line(lineBuffer, 0, transcode(buffer, from, end, lineBuffer), from + shift);
    } else {
      line(buffer, from, end, from + shift);
      if (search && !search.fits(from)) search.turnTo(options.alike(buffer, from, end));
    }
  }

  /** A line with whatever it has at its start. */
  function take(start: number, end: number): void {
    const first = buffer[start] === 0 || isWide ? skipNuls(start, end) : start;
    if (end - first > lineBytes) tooLong(first + shift);
    else deliver(first, end);
  }

  const again: Again = (from, to, see) => {
    const nearest = Math.max(from - shift, to - shift - options.lookBack);
    const isFirst = nearest + shift <= options.first;
    let start = isFirst ? options.first - shift : Math.max(nearest, unit);
    // Else it begins after a line's end.
    if (!isFirst) start = lineEnd(start - unit) + unit;
    while (start >= unit - 1 && start < to - shift) {
      const end = lineEnd(start);
      if (transcode) {
        const bytes = Buffer.allocUnsafeSlow(3 * (end - start) + 8);
        see(bytes, 0, transcode(buffer, start, end, bytes), start + shift);
      } else see(buffer, start, end, start + shift);
      start = end + unit;
    }
  };

  function walk(): void {
    buffer[filled] = LF; // so that the search ends here
    if (isWide) buffer[filled + 1] = LF;
    if (!isLong && base < filled && buffer[base] === 0) {
      base = skipNuls(base, filled); // before the search for lines has to look at them
      searched = Math.max(searched, base);
    }
    const start = lineEnd(Math.max(base, searched)) === -1 ? base : walkLines(base);
    endWalk(start);
  }

  /** Where the first line begins that has no end. */
  function walkLines(from: number): number {
    search?.begin();
    let start = from;
    for (;;) {
      if (search && !isLong) start = search.next(start, filled);
      const end = lineEnd(start);
      if (end === -1) break;
      lines++;
      if (isLong) isLong = false;
      else take(start, end);
      start = end + unit;
    }
    const passed = search?.passed() ?? 0;
    lines += passed;
    filtered += passed;
    return start;
  }

  function endWalk(from: number): void {
    let start = from;
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

  return {
    buffer,
    before,
    makeRoom() {
      const from = Math.max(0, base - before);
      buffer.copyWithin(0, from, filled);
      base -= from;
      filled -= from;
      searched -= from;
      shift += from;
      return filled;
    },
    fed(bytes) {
      filled += bytes;
      walk();
    },
    preceded(bytes) {
      bytes.copy(buffer, 0);
      base = filled = searched = bytes.length;
      shift = offset - base;
    },
    again,
    offset: () => offset,
    isInLongLine: () => isLong,
    rest: () => (isLong ? 0 : filled - base),
    takeRest() {
      lines++;
      const end = filled - ((filled - base) % unit);
      deliver(base, end);
      offset += filled - base;
      base = filled;
      searched = filled;
    },
    tail: () => buffer.subarray(Math.max(0, base - TAIL_BYTES), base),
    counts: () => ({ lines, filtered, nuls }),
  };
}

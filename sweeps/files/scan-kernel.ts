import {
  ENTRY_BYTES,
  LINES_AT,
  MOST_TEXTS,
  PAGES,
  SETS_AT,
  SHAPES_AT,
  SKIPPED_AT,
  TEXTS_AT,
  scanCode,
} from "./scan-code";
import { exportsOf } from "./wasm";

/** Finds the lines that must be handed over, sixteen bytes at a time. It remembers nothing between two calls. */
export interface ScanKernel {
  /** Where lines lie while they are looked at, each with its end, and after them `SLACK` bytes of anything. */
  readonly lines: Uint8Array;
  /**
   * For each of `PLACES` bytes one after the other, by the lower half of the byte (in lower case) and then by its upper half, as a bit for each of
   * eight sets: whether it can be the byte at that place of a text of the set.
   */
  readonly sets: Uint8Array;
  /**
   * Of what is found so it is made sure by these: for each text `TEXT_BYTES` of a part of it, in lower case with 0x20 in every byte, 16 bytes that mask it, and
   * how far before the last of the places it begins, as 32 bits.
   */
  readonly texts: Uint8Array;
  /** Two shapes: the lowest byte at each place, and how much more it may be. */
  readonly shapes: Uint8Array;
  /**
   * Of the lines from one place to another, where the first begins that may hold one of the texts, of which there are `count` (or a byte that is not ASCII, if `ascii`
   * is 0xffff), that has neither shape, or that is too long; the end when there is none. `skipped()` says how many came before it.
   */
  scan(from: number, to: number, longest: number, ascii: number, count: number): number;
  skipped(): number;
}

const PAGE = 65_536;
const SLACK = 64;

let made: ScanKernel | false | undefined;

/** One for all, since nobody waits while it works. Undefined where the processor, or Node, has no such instructions. */
export function scanKernel(): ScanKernel | undefined {
  made ??= newKernel() ?? false;
  return made === false ? undefined : made;
}

function newKernel(): ScanKernel | undefined {
  const known = exportsOf(scanCode());
  if (!known) return undefined;
  const { memory } = known;
  const scan = known["scan"] as (
    from: number,
    to: number,
    longest: number,
    ascii: number,
    count: number,
  ) => number;
  const skipped = new Int32Array(memory.buffer, SKIPPED_AT, 1);
  const part = (at: number, length: number): Uint8Array =>
    new Uint8Array(memory.buffer, at, length);
  return {
    lines: part(LINES_AT, PAGES * PAGE - LINES_AT - SLACK),
    sets: part(SETS_AT, SHAPES_AT),
    texts: part(TEXTS_AT, MOST_TEXTS * ENTRY_BYTES),
    shapes: part(SHAPES_AT, SKIPPED_AT - SHAPES_AT),
    scan: (from, to, longest, ascii, count) =>
      scan(from + LINES_AT, to + LINES_AT, longest, ascii, TEXTS_AT + count * ENTRY_BYTES) -
      LINES_AT,
    skipped: () => skipped[0]!,
  };
}

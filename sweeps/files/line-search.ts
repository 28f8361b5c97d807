import type { Alike } from "../format";

/** A prefilter made ready. */
export interface LineFilter {
  over(buffer: Buffer, lineBytes: number): LineSearch;
}

/** Passes over lines that need not be handed over: those that are like one that was handed over, and that no rule wants. Some others of them are handed over, too. */
export interface LineSearch {
  /** The buffer has other lines now, or has them elsewhere. */
  begin(): void;
  /** Where the first line begins that must be handed over, of those from one place on and before another; or the first that has no end there. */
  next(from: number, to: number): number;
  /** How many lines were passed over since it began. */
  passed(): number;
  /** Whether a line is like the one that was handed over last. */
  fits(start: number): boolean;
  turnTo(alike: Alike | undefined): void;
}

const LF = 10;
/** Lines are copied to where they are looked at: few enough for the processor's cache. */
const PART_BYTES = 64 * 1024;

/** Where whole lines end, of those from one place on and before another, so many as are looked at at once; at most `from` when the first has no end or is too long. */
export const wholeLines = (buffer: Buffer, from: number, to: number): number =>
  buffer.lastIndexOf(LF, Math.min(from + PART_BYTES, to) - 1) + 1;

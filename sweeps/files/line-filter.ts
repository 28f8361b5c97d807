import { type Alike, SHAPE_BYTES } from "../format";
import type { Prefilter } from "./declaration";

/** A prefilter made ready. */
export interface LineFilter {
  over(buffer: Buffer): LineSearch;
}

/** Tells which lines need not be handed over: those without a literal that are like the one that was handed over last. */
export interface LineSearch {
  /** So much of the buffer has new lines; after its end comes a line end. */
  begin(from: number, to: number): void;
  /** Of lines one after the other. */
  isNeedless(start: number, end: number): boolean;
  /** Whether a line is like the one that was handed over last. */
  fits(start: number): boolean;
  turnTo(alike: Alike | undefined): void;
}

/** One expression for all literals: over a block as a Latin-1 string it is faster than a search for each (measured from two literals on). */
export function lineFilter(prefilter: Prefilter | undefined): LineFilter | undefined {
  if (!prefilter || prefilter.literals.length === 0) return undefined;
  const { literals, beyondAscii = false } = prefilter;
  for (const literal of literals)
    if (!/^[\x20-\x7e\t]+$/.test(literal))
      throw new Error(`The prefilter's literal ${JSON.stringify(literal)} must be ASCII text.`);
  // Latin-1 letters have no case mapping to ASCII ones, so `i` is exact here.
  const parts = literals.map(escaped);
  if (beyondAscii) parts.push(String.raw`[\x80-\xff]`);
  return { over: (buffer) => searchOf(new RegExp(parts.join("|"), "gi"), buffer) };
}

const escaped = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`);

const LF = 10;
/** Measured: a third faster than a whole block at once. */
const TEXT_BYTES = 64 * 1024;

function searchOf(wanted: RegExp, buffer: Buffer): LineSearch {
  let alike: Alike | undefined;
  let filled = 0;
  /** What is looked at. */
  let text = "";
  let textStart = 0;
  let textEnd = 0;
  let hit = 0;

  const fits = (start: number): boolean =>
    alike?.some(({ low, high }) => {
      for (let i = 0; i < SHAPE_BYTES; i++)
        if (buffer[start + i]! < low[i]! || buffer[start + i]! > high[i]!) return false;
      return true;
    }) ?? false;

  /** Where the next literal at or after a place ends, which is in a line or at its end; a place behind all lines when there is none. */
  function nextHit(from: number): number {
    for (let at = from; at < filled; at = textEnd) {
      if (at >= textEnd) takeText(at);
      wanted.lastIndex = at - textStart;
      if (wanted.test(text)) return textStart + wanted.lastIndex - 1;
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
    begin(from, to) {
      filled = to;
      textStart = textEnd = from;
      hit = -1;
    },
    isNeedless(start, end) {
      if (hit < start) hit = nextHit(start);
      return hit >= end && fits(start);
    },
    fits,
    turnTo(to) {
      alike = to;
    },
  };
}

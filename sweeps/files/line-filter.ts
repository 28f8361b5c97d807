import { type Alike, SHAPE_BYTES } from "../format";
import type { Prefilter } from "./declaration";
import { MOST_TEXTS } from "./scan-code";
import { type ScanKernel, scanKernel } from "./scan-kernel";
import { type TextTables, textTables } from "./text-tables";

/** A prefilter made ready. */
export interface LineFilter {
  over(buffer: Buffer, lineBytes: number): LineSearch;
}

/** Passes over lines that need not be handed over: those without a literal that are like the one that was handed over last. Some others are handed over, too. */
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

const known = new WeakMap<Prefilter, LineFilter>();

/** Made once. Undefined, too, for more literals than it can look for, and where the processor cannot do it. */
export function lineFilter(prefilter: Prefilter | undefined): LineFilter | undefined {
  if (!prefilter || prefilter.literals.length === 0) return undefined;
  if (prefilter.literals.length > MOST_TEXTS) return undefined;
  const made = known.get(prefilter);
  if (made) return made;
  const { literals, beyondAscii = false } = prefilter;
  for (const literal of literals)
    if (!/^[\x20-\x7e\t]+$/.test(literal))
      throw new Error(`The prefilter's literal ${JSON.stringify(literal)} must be ASCII text.`);
  const kernel = scanKernel();
  if (!kernel) return undefined;
  const tables = textTables(literals);
  const ascii = beyondAscii ? 0xffff : 0;
  const filter: LineFilter = {
    over: (buffer, lineBytes) => searchOf(kernel, buffer, { tables, lineBytes, ascii }),
  };
  known.set(prefilter, filter);
  return filter;
}

interface Wanted {
  tables: TextTables;
  lineBytes: number;
  ascii: number;
}

const LF = 10;
/** Lines are copied to where they are looked at: few enough for the processor's cache. */
const PART_BYTES = 64 * 1024;

function searchOf(
  kernel: ScanKernel,
  buffer: Buffer,
  { tables, lineBytes, ascii }: Wanted,
): LineSearch {
  let alike: Alike | undefined;
  /** The lines that were copied. */
  let start = 0;
  let end = 0;
  let passed = 0;

  const showShapes = (): void => {
    for (const [index, shape] of alike?.entries() ?? []) {
      kernel.shapes.set(shape.low, 2 * index * SHAPE_BYTES);
      for (let i = 0; i < SHAPE_BYTES; i++)
        kernel.shapes[(2 * index + 1) * SHAPE_BYTES + i] = shape.high[i]! - shape.low[i]!;
    }
  };

  /** Copies whole lines; none when the first is too long for that, or has no end. */
  const copy = (from: number, to: number): void => {
    start = from;
    end = buffer.lastIndexOf(LF, Math.min(from + PART_BYTES, to) - 1) + 1;
    if (end > start) kernel.lines.set(buffer.subarray(start, end));
  };

  return {
    begin() {
      start = end = 0;
      passed = 0;
      kernel.sets.set(tables.sets);
      kernel.texts.set(tables.texts);
      showShapes();
    },
    next(from, to) {
      for (let at = from; ;) {
        if (!alike) return at;
        if (at < start || at >= end) copy(at, to);
        if (end <= at) return at;
        at = start + kernel.scan(at - start, end - start, lineBytes, ascii, tables.count);
        passed += kernel.skipped();
        if (at < end) return at;
      }
    },
    passed: () => passed,
    fits: (line) =>
      alike?.some(({ low, high }) => {
        for (let i = 0; i < SHAPE_BYTES; i++)
          if (buffer[line + i]! < low[i]! || buffer[line + i]! > high[i]!) return false;
        return true;
      }) ?? false,
    turnTo(to) {
      alike = to;
      showShapes();
    },
  };
}

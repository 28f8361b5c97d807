import { SHAPE_BYTES, type Shape } from "../format";
import type { LineFilter, LineSearch } from "./line-search";
import type { LiteralPrefilter, Prefilter } from "./declaration";
import { wholeLines } from "./line-search";
import { MOST_TEXTS } from "./scan-code";
import { type ScanKernel, scanKernel } from "./scan-kernel";
import { skeletonFilter } from "./skeleton-filter";
import { type TextTables, textTables } from "./text-tables";

const known = new WeakMap<Prefilter, LineFilter | undefined>();

/** Made once. Undefined, too, for more literals than it can look for, and where the processor cannot do it. */
export function lineFilter(prefilter: Prefilter | undefined): LineFilter | undefined {
  if (!prefilter) return undefined;
  if (!known.has(prefilter))
    known.set(prefilter, "keys" in prefilter ? skeletonFilter(prefilter) : textFilter(prefilter));
  return known.get(prefilter);
}

function textFilter({ literals, beyondAscii = false }: LiteralPrefilter): LineFilter | undefined {
  for (const literal of literals)
    if (!/^[\x20-\x7e\t]+$/.test(literal))
      throw new Error(`The prefilter's literal ${JSON.stringify(literal)} must be ASCII text.`);
  const kernel = scanKernel();
  if (!kernel || literals.length === 0 || literals.length > MOST_TEXTS) return undefined;
  const tables = textTables(literals);
  const ascii = beyondAscii ? 0xffff : 0;
  return { over: (buffer, lineBytes) => searchOf(kernel, buffer, { tables, lineBytes, ascii }) };
}

interface Wanted {
  tables: TextTables;
  lineBytes: number;
  ascii: number;
}

function searchOf(
  kernel: ScanKernel,
  buffer: Buffer,
  { tables, lineBytes, ascii }: Wanted,
): LineSearch {
  let alike: readonly [Shape, Shape] | undefined;
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

  const copy = (from: number, to: number): void => {
    start = from;
    end = wholeLines(buffer, from, to);
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
      alike = to && "kind" in to ? undefined : to;
      showShapes();
    },
  };
}

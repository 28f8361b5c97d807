import type { KindPrefilter } from "./declaration";
import { type LineFilter, type LineSearch, wholeLines } from "./line-search";
import { type SkeletonKernel, skeletonKernel } from "./skeleton-kernel";

/** Undefined where the processor cannot do it. */
export function skeletonFilter(prefilter: KindPrefilter): LineFilter | undefined {
  const kernel = skeletonKernel();
  return (
    kernel && {
      over: (buffer, lineBytes) => searchOf(kernel, buffer, lineBytes, prefilter),
    }
  );
}

function searchOf(
  kernel: SkeletonKernel,
  buffer: Buffer,
  lineBytes: number,
  prefilter: KindPrefilter,
): LineSearch {
  /** The lines that were copied. */
  let start = 0;
  let end = 0;
  let passed = 0;
  /** Whether the line that is handed over was the last to be scanned. */
  let isScanned = false;

  const copy = (from: number, to: number): void => {
    start = from;
    end = wholeLines(buffer, from, to);
    if (end > start) kernel.lines.set(buffer.subarray(start, end));
  };

  return {
    begin() {
      start = end = 0;
      passed = 0;
      isScanned = false;
      kernel.begin(prefilter);
    },
    next(from, to) {
      isScanned = false;
      for (let at = from; ;) {
        if (at < start || at >= end) copy(at, to);
        if (end <= at || end - start > lineBytes) return at;
        at = start + kernel.scan(at - start, end - start);
        passed += kernel.skipped();
        isScanned = at < end;
        if (isScanned) return at;
      }
    },
    passed: () => passed,
    fits: () => false,
    turnTo(alike) {
      if (!isScanned || !alike || !("kind" in alike)) return;
      if (prefilter.isNeedless(alike.kind) && alike.isTold()) kernel.learn();
    },
  };
}

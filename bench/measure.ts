import { readFileSync } from "node:fs";

export interface Figures {
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  peakMb: number | undefined;
}

/** Runs `count` pieces of work, `concurrency` at a time; each answers how long it took, in milliseconds. */
export async function inParallel(
  count: number,
  concurrency: number,
  work: () => Promise<number>,
): Promise<{ durationsMs: number[]; elapsedMs: number }> {
  const durationsMs: number[] = [];
  const began = performance.now();
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      durationsMs.push(await work());
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { durationsMs, elapsedMs: performance.now() - began };
}

/** Rate and percentiles of what was measured. */
export function figuresOf(
  { durationsMs, elapsedMs }: { durationsMs: number[]; elapsedMs: number },
  peakMb: number | undefined,
): Figures {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return {
    perSecond: (durationsMs.length * 1000) / elapsedMs,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    peakMb,
  };
}

/** The most memory that a process had at once; undefined where the system does not tell. */
export function peakMbOf(pid: number): number | undefined {
  try {
    const [, kilobytes] =
      /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

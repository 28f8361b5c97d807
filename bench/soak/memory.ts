import type { MemoryUse } from "../../local-host/test-host/memory";
import type { Check } from "./checks";
import { growthOf } from "./trend";

/**
 * The share of the mean that heap and RSS may grow over the last half. Not less: the weak maps of
 * the SDK that the app loads grow in steps of more than 1 MB (docs/soak.md).
 */
const limit = 0.1;

/** Samples below this say nothing of a trend: purges begin in the third hour. */
const fewest = 10;

/** Whether the process grew; nothing for a run that is too short to tell. */
export function memoryChecks(samples: readonly MemoryUse[]): Check[] {
  if (samples.length < fewest) return [];
  return (["heap", "rss"] as const).map((kind) => {
    const sizes = samples.map((sample) => sample[kind]);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    const growth = growthOf(sizes);
    return {
      name: `growth of ${kind} over the last half`,
      found: `${mb(growth)} of ${mb(mean)} MB`,
      isMet: growth < mean * limit,
      examples: [],
    };
  });
}

export const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

import type { World } from "../simulator";
import { problem, Refusal } from "./problem";

/** What one application may ask of one API: https://learn.microsoft.com/defender-endpoint/api/isolate-machine#limitations */
export interface Limits {
  perMinute: number;
  perHour: number;
}

export const documentedLimits: Limits = { perMinute: 100, perHour: 1_500 };

interface Bucket {
  left: number;
  at: number;
}

/** Two buckets of tokens an API, which fill again evenly. They are in memory only. */
export function createLimiter(world: World, limits: () => Limits) {
  const buckets = new Map<string, Bucket>();

  /** What a bucket holds at this moment. */
  function bucketOf(key: string, size: number, seconds: number): Bucket {
    const now = world.now();
    const { left, at } = buckets.get(key) ?? { left: size, at: now };
    return { left: Math.min(size, left + ((now - at) / 1_000) * (size / seconds)), at: now };
  }

  return function take(api: string): void {
    const { perMinute, perHour } = limits();
    const asked = [
      { key: `minute ${api}`, size: perMinute, seconds: 60 },
      { key: `hour ${api}`, size: perHour, seconds: 3_600 },
    ].map((one) => ({ ...one, bucket: bucketOf(one.key, one.size, one.seconds) }));
    const waits = asked
      .filter(({ bucket }) => bucket.left < 1)
      .map(({ bucket, size, seconds }) =>
        size === 0 ? seconds : (1 - bucket.left) / (size / seconds),
      );
    if (waits.length > 0) throw new Refusal(tooMany(Math.ceil(Math.max(...waits))));
    for (const { key, bucket } of asked) buckets.set(key, { ...bucket, left: bucket.left - 1 });
  };
}

const tooMany = (seconds: number) =>
  problem(429, "TooManyRequests", "API calls quota exceeded. Try again later.", {
    "retry-after": String(seconds),
  });

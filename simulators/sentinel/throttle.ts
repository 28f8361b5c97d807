import type { World } from "../simulator";
import { armError, Refusal } from "./arm-error";

/**
 * What one subscription may ask of one endpoint in five minutes.
 * https://learn.microsoft.com/rest/api/securityinsights/request-limits-and-throttling
 */
export interface Limits {
  writes: number;
  reads: number;
  windowSeconds: number;
}

export const documentedLimits: Limits = { writes: 75, reads: 100, windowSeconds: 300 };

/** Which of the two floors an operation counts against; operations without one are not limited. */
export type LimitKind = "reads" | "writes";

/**
 * Counts requests and refuses those over the limit. The counts are kept in memory only: a restart
 * begins a new window.
 */
export function createThrottle(world: World, limits: () => Limits) {
  const windows = new Map<string, { startedAt: number; count: number }>();

  return function take(subscriptionId: string, endpoint: string, kind: LimitKind): void {
    const limit = limits();
    const key = `${kind} ${endpoint} ${subscriptionId}`.toLowerCase();
    const known = windows.get(key);
    const isOver = !known || world.now() >= known.startedAt + limit.windowSeconds * 1_000;
    const window = isOver ? { startedAt: world.now(), count: 0 } : known;
    if (window.count >= limit[kind]) {
      const leftMs = window.startedAt + limit.windowSeconds * 1_000 - world.now();
      throw new Refusal(tooManyRequests(Math.ceil(leftMs / 1_000)));
    }
    windows.set(key, { ...window, count: window.count + 1 });
  };
}

// Status and header are documented; code and words of the body are ours.
const tooManyRequests = (seconds: number) =>
  armError(
    429,
    "TooManyRequests",
    `The request is being throttled as the limit has been reached. Try again in ${seconds} seconds.`,
    { "retry-after": String(seconds) },
  );

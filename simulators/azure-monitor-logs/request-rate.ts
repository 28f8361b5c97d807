import type { World } from "../simulator";
import type { Limits } from "./limits";

const windowMs = 30_000;

/** Counts requests in windows of 30 s; gives the seconds to wait when there are too many. */
export function createRequestRate(world: World, limits: () => Limits) {
  let window = { startedAt: 0, count: 0 };

  return function take(): number | undefined {
    if (world.now() >= window.startedAt + windowMs) window = { startedAt: world.now(), count: 0 };
    if (window.count >= limits().requestsPer30Seconds) {
      return Math.ceil((window.startedAt + windowMs - world.now()) / 1_000);
    }
    window.count++;
    return undefined;
  };
}

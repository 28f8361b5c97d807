import type { World } from "../simulator";
import type { Rate } from "./scene";

/** Messages that a channel still takes, as of a moment. */
interface Bucket {
  left: number;
  at: number;
}

/** "About one a second", with bursts; the size of a burst is not published. */
export const usualRate: Rate = { burst: 30, perSecond: 1 };

/** Counts messages by channel: the seconds to wait when one is too many, else 0. */
export function createRateCounter(world: World) {
  const buckets = world.table<Bucket>("rate");

  return (channel: string, { burst, perSecond }: Rate): number => {
    const now = world.now();
    const { left, at } = buckets.get(channel) ?? { left: burst, at: now };
    const filled = Math.min(burst, left + ((now - at) / 1000) * perSecond);
    const isTaken = filled >= 1;
    buckets.set(channel, { left: isTaken ? filled - 1 : filled, at: now });
    return isTaken ? 0 : Math.max(1, Math.ceil((1 - filled) / perSecond));
  };
}

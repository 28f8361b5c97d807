import { randomUUID } from "node:crypto";
import type { Table, World } from "../simulator";

/** How many look-ups a key has, per minute, UTC day and UTC month; null is no limit. */
export interface Quota {
  quotaPerMinute: number | null;
  quotaPerDay: number | null;
  quotaPerMonth: number | null;
}

/**
 * When a minute begins: with the clock's, or 60 seconds before each look-up, so that no 60 seconds
 * at all hold more than the quota. VirusTotal does not say which.
 */
export type MinuteWindow = "calendar" | "sliding";

/** A premium key, as the simulated one is: its contract counts minutes only. */
export const premiumQuota: Quota = {
  quotaPerMinute: 1_000,
  quotaPerDay: null,
  quotaPerMonth: null,
};

/** How much of each period of time is used, by its start: "2026-08-01T10:42". */
interface Use {
  period: string;
  count: number;
}

const lengths = { quotaPerMinute: 16, quotaPerDay: 10, quotaPerMonth: 7 } as const;
const names = ["quotaPerMinute", "quotaPerDay", "quotaPerMonth"] as const;

/** Counts look-ups by calendar periods, and the last of them by the millisecond, across restarts. */
export function createQuotaCounter(world: World) {
  const uses: Table<Use> = world.table("quota");
  const taken: Table<number> = world.table("taken");

  function used(name: (typeof names)[number]): Use {
    const period = new Date(world.now()).toISOString().slice(0, lengths[name]);
    const known = uses.get(name);
    return known?.period === period ? known : { period, count: 0 };
  }

  /** Look-ups of the last 60 seconds; older ones are forgotten. */
  function lastMinute(): number {
    for (const key of taken.keys()) {
      if ((taken.get(key) ?? 0) > world.now() - 60_000) break;
      taken.delete(key);
    }
    return taken.size();
  }

  const countOf = (name: (typeof names)[number], window: MinuteWindow): number =>
    name === "quotaPerMinute" && window === "sliding" ? lastMinute() : used(name).count;

  return {
    /** False when the look-up would be one too many; it is then not counted. */
    take(quota: Quota & { window: MinuteWindow }): boolean {
      const isOver = names.some((name) => countOf(name, quota.window) >= (quota[name] ?? Infinity));
      if (isOver) return false;
      lastMinute();
      taken.set(randomUUID(), world.now());
      for (const name of names) {
        const { period, count } = used(name);
        uses.set(name, { period, count: count + 1 });
      }
      return true;
    },
    state: () => Object.fromEntries(names.map((name) => [name, used(name)])),
  };
}

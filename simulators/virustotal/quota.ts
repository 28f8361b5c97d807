import type { Table, World } from "../simulator";

/** How many look-ups a key has, per minute, UTC day and UTC month; null is no limit. */
export interface Quota {
  quotaPerMinute: number | null;
  quotaPerDay: number | null;
  quotaPerMonth: number | null;
}

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

/** Counts look-ups by calendar periods, across restarts. */
export function createQuotaCounter(world: World) {
  const uses: Table<Use> = world.table("quota");

  function used(name: (typeof names)[number]): Use {
    const period = new Date(world.now()).toISOString().slice(0, lengths[name]);
    const known = uses.get(name);
    return known?.period === period ? known : { period, count: 0 };
  }

  return {
    /** False when the look-up would be one too many; it is then not counted. */
    take(quota: Quota): boolean {
      const isOver = names.some((name) => used(name).count >= (quota[name] ?? Infinity));
      if (isOver) return false;
      for (const name of names) {
        const { period, count } = used(name);
        uses.set(name, { period, count: count + 1 });
      }
      return true;
    },
    state: () => Object.fromEntries(names.map((name) => [name, used(name)])),
  };
}

import type { World } from "../simulator";

interface Use {
  /** "2026-11" */
  cycle: string;
  usage: number;
}

/** Counts look-ups by months in UTC, across restarts. */
export function createMonthCounter(world: World) {
  const uses = world.table<Use>("usage");
  const current = (): Use => {
    const cycle = new Date(world.now()).toISOString().slice(0, 7);
    return uses.get(cycle) ?? { cycle, usage: 0 };
  };

  return {
    /** False when the look-up would be one too many; it is then not counted. */
    take(entitlement: number | null): boolean {
      const { cycle, usage } = current();
      if (usage >= (entitlement ?? Infinity)) return false;
      uses.set(cycle, { cycle, usage: usage + 1 });
      return true;
    },
    /** Newest first; the month that runs is always there. */
    months: (): Use[] => {
      const now = current();
      return [
        now,
        ...uses
          .rows()
          .filter(({ cycle }) => cycle !== now.cycle)
          .toReversed(),
      ];
    },
  };
}

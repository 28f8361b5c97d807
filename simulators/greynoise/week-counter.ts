import type { Table, World } from "../simulator";

interface Use {
  week: number;
  count: number;
}

/** Counts look-ups by weeks, of each who asks, across restarts. */
export function createWeekCounter(world: World) {
  const uses: Table<Use> = world.table("week");
  const week = (): number => Math.floor(world.now() / (7 * 86_400_000));
  function used(who: string): number {
    const known = uses.get(who);
    return known?.week === week() ? known.count : 0;
  }

  return {
    used,
    /** False when the look-up would be one too many; it is then not counted. */
    take(who: string, perWeek: number | null): boolean {
      if (used(who) >= (perWeek ?? Infinity)) return false;
      uses.set(who, { week: week(), count: used(who) + 1 });
      return true;
    },
  };
}

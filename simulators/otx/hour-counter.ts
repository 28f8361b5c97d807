import type { Table, World } from "../simulator";

interface Use {
  hour: number;
  count: number;
}

/** Counts look-ups by hours, across restarts. */
export function createHourCounter(world: World) {
  const uses: Table<Use> = world.table("hour");
  const current = (): Use => {
    const hour = Math.floor(world.now() / 3_600_000);
    const known = uses.get("hour");
    return known?.hour === hour ? known : { hour, count: 0 };
  };

  return {
    /** False when the look-up would be one too many; it is then not counted. */
    take(perHour: number | null): boolean {
      const { hour, count } = current();
      if (count >= (perHour ?? Infinity)) return false;
      uses.set("hour", { hour, count: count + 1 });
      return true;
    },
    used: (): number => current().count,
  };
}

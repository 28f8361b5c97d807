import type { Table, World } from "../simulator";

interface Use {
  day: number;
  count: number;
}

const dayMilliseconds = 86_400_000;

/** Counts look-ups by days in UTC, across restarts. */
export function createDayCounter(world: World) {
  const uses: Table<Use> = world.table("day");
  const today = (): number => Math.floor(world.now() / dayMilliseconds);
  function used(): number {
    const known = uses.get("day");
    return known?.day === today() ? known.count : 0;
  }

  return {
    used,
    /** False when the look-up would be one too many; it is then not counted. */
    take(perDay: number): boolean {
      if (used() >= perDay) return false;
      uses.set("day", { day: today(), count: used() + 1 });
      return true;
    },
    /** When the next day begins, in seconds since 1970. */
    resetsAt: (): number => ((today() + 1) * dayMilliseconds) / 1_000,
  };
}

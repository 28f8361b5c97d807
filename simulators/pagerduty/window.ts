import type { Table, World } from "../simulator";

/** Where a request stands in the window of its API. */
export interface Standing {
  isOver: boolean;
  left: number;
  /** Whole seconds until there is room again. */
  reset: number;
}

const minute = 60_000;

/** Counts requests in any 60 seconds; one that is too much is not counted. */
export function createWindow(world: World, name: string) {
  const times: Table<number[]> = world.table(name);

  return {
    take(limit: number): Standing {
      const now = world.now();
      const recent = (times.get("times") ?? []).filter((time) => time > now - minute);
      const isOver = recent.length >= limit;
      const counted = isOver ? recent : [...recent, now];
      times.set("times", counted);
      const oldest = counted[0] ?? now;
      const reset = Math.max(1, Math.ceil((oldest + minute - now) / 1_000));
      return { isOver, left: Math.max(0, limit - counted.length), reset };
    },
  };
}

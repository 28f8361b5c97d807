import type { World } from "../simulator";

interface Use {
  window: number;
  count: number;
}

/** Counts by windows of so many milliseconds, across restarts. */
export function createWindow(world: World, name: string, length: number) {
  const uses = world.table<Use>("uses");

  return {
    /** False when it would be one too many; it is then not counted. */
    take(most: number | null): boolean {
      const window = Math.floor(world.now() / length);
      const known = uses.get(name);
      const count = known?.window === window ? known.count : 0;
      if (count >= (most ?? Infinity)) return false;
      uses.set(name, { window, count: count + 1 });
      return true;
    },
  };
}

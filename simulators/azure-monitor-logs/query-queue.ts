import type { World } from "../simulator";
import type { Limits } from "./limits";

interface Waiting {
  since: number;
  go: (mayRun: boolean) => void;
}

/** Runs a few queries at a time, lets some wait, and refuses the rest. */
export function createQueryQueue(world: World, limits: () => Limits) {
  const waiting: Waiting[] = [];
  let running = 0;

  function admit(): void {
    while (running < limits().concurrent) {
      const next = waiting.shift();
      if (!next) return;
      const mayRun = world.now() - next.since <= limits().queueSeconds * 1_000;
      if (mayRun) running++;
      next.go(mayRun);
    }
  }

  async function turn(): Promise<boolean> {
    if (waiting.length > 0 || running >= limits().concurrent) {
      if (waiting.length >= limits().queued) return false;
      return new Promise((go) => waiting.push({ since: world.now(), go }));
    }
    running++;
    return true;
  }

  return {
    /** Undefined when the queue was full, or the wait too long. */
    async run<T>(query: () => Promise<T>): Promise<T | undefined> {
      if (!(await turn())) return undefined;
      try {
        return await query();
      } finally {
        running--;
        admit();
      }
    },
    state: () => ({ running, waiting: waiting.length }),
  };
}

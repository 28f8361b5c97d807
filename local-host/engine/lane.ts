import type { Busy } from "./busy";

/**
 * Runs items, first come, first served. Invariants:
 *
 * 1. Never two at a time for one key, never more than `limit` in all.
 * 2. A key that is added while it runs, runs once more; added while it waits, nothing changes.
 * 3. `busy` counts an item from the moment it is added until its run has ended.
 */
export interface Lane<T> {
  add(item: T): void;
  /** Drops what waits and takes nothing more. Resolves when what runs has ended. */
  close(): Promise<void>;
}

export interface LaneOptions<T> {
  limit: number;
  busy: Busy;
  keyOf: (item: T) => string | number;
  run: (item: T) => Promise<void>;
  onError: (item: T, error: unknown) => void;
}

export function createLane<T>({ limit, busy, keyOf, run, onError }: LaneOptions<T>): Lane<T> {
  const waiting = new Map<string | number, T>();
  const running = new Map<string | number, Promise<void>>();
  let isOpen = true;

  function next(): void {
    // At most `limit` keys are skipped because they run.
    for (const [key, item] of waiting) {
      if (running.size >= limit) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.set(key, runOne(key, item));
    }
  }

  async function runOne(key: string | number, item: T): Promise<void> {
    try {
      await run(item);
    } catch (error) {
      onError(item, error);
    }
    running.delete(key);
    next();
    busy.leave();
  }

  return {
    add(item) {
      const key = keyOf(item);
      if (!isOpen || waiting.has(key)) return;
      waiting.set(key, item);
      busy.enter();
      next();
    },
    async close() {
      isOpen = false;
      for (const _ of waiting.keys()) busy.leave();
      waiting.clear();
      await Promise.all(running.values());
    },
  };
}

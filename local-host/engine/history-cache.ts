import { type HistoryEvent, asPlayed } from "../protocol/history";
import type { Store } from "../store/store";

/** History of instances that ran lately, as the next turn needs it: with `IsPlayed` set. */
export interface HistoryCache {
  /** Everything before this turn. Not to be changed, nor kept: the next turn is added to it. */
  read(instanceId: string): readonly HistoryEvent[];
  /** After a turn was written. */
  append(instanceId: string, events: readonly HistoryEvent[]): void;
  /** After history was written in another way. */
  forget(instanceId: string): void;
}

/** Keeps at most `limit` events; who has not run for the longest time goes first. */
export function createHistoryCache(store: Store, limit: number): HistoryCache {
  const entries = new Map<string, HistoryEvent[]>();
  let size = 0;

  function forget(instanceId: string): void {
    size -= entries.get(instanceId)?.length ?? 0;
    entries.delete(instanceId);
  }

  /** Puts the instance last in line and drops the first ones. */
  function touch(instanceId: string, events: HistoryEvent[]): void {
    entries.delete(instanceId);
    entries.set(instanceId, events);
    for (const oldest of entries.keys()) {
      if (size <= limit) return;
      forget(oldest);
    }
  }

  return {
    read(instanceId) {
      const cached = entries.get(instanceId);
      const events = cached ?? store.history(instanceId).map(asPlayed);
      if (!cached) size += events.length;
      touch(instanceId, events);
      return events;
    },
    append(instanceId, added) {
      const events = entries.get(instanceId);
      if (!events) return;
      for (const event of added) events.push(asPlayed(event));
      size += added.length;
      touch(instanceId, events);
    },
    forget,
  };
}

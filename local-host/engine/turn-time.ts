import type { Clock } from "../clock";
import type { Store } from "../store/store";

/**
 * The time that instances see. Invariants:
 *
 * 1. It never goes back, not after a restart with a clock that was set back either.
 * 2. Every turn of an instance is later than the one before.
 * 3. Turns of different instances get different times, too, as long as that does not lead the clock
 *    by more than `longestLead`: beyond it, under load, they may share a millisecond.
 */
export interface TurnTime {
  now(): number;
  /** The time of the next turn of an instance whose last one was at `previous`. */
  next(previous: number): number;
  /** Belongs into every write group. */
  save(): void;
}

const longestLead = 5_000;
const metaName = "time";

export function createTurnTime(store: Store, clock: Clock): TurnTime {
  let last = Number(store.meta(metaName) ?? 0);
  let saved = last;
  return {
    now: () => Math.max(clock.now(), last),
    next(previous) {
      const now = clock.now();
      const distinct = Math.max(now, last + 1);
      const isTooFarAhead = distinct - now > longestLead;
      last = Math.max(isTooFarAhead ? last : distinct, previous + 1);
      return last;
    },
    save() {
      if (saved === last) return;
      store.putMeta(metaName, String(last));
      saved = last;
    },
  };
}

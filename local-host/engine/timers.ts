import type { Clock } from "../clock";
import type { Store } from "../store/store";
import type { Busy } from "./busy";
import type { Commit } from "./commit";

/** Delivers what is due. One timer of the clock, for the earliest row; nothing is polled. */
export interface Timers {
  /** Looks what is due next. To be called whenever timers were added or removed. */
  arm(): void;
  close(): void;
}

/** Rows that one write group moves: a long queue of due timers does not hold up the others. */
const batch = 500;

interface TimerParts {
  store: Store;
  clock: Clock;
  commit: Commit;
  busy: Busy;
  onError: (error: unknown) => void;
}

export function createTimers({ store, clock, commit, busy, onError }: TimerParts): Timers {
  let isOpen = true;
  let isDelivering = false;
  let armed: { at: number; cancel: () => void } | undefined;

  function arm(): void {
    if (!isOpen || isDelivering) return;
    const at = store.nextTimerDue();
    if (at === armed?.at) return;
    disarm();
    if (at === undefined) return;
    if (at <= clock.now()) void deliver();
    else armed = { at, cancel: clock.setTimer(at, ring) };
  }

  function disarm(): void {
    armed?.cancel();
    armed = undefined;
  }

  function ring(): void {
    armed = undefined;
    arm();
  }

  async function deliver(): Promise<void> {
    isDelivering = true;
    busy.enter(); // until the next ones, which may be due as well, are seen to
    try {
      await commit((outbox) => {
        for (const { id, dueAt: _, ...message } of store.dueTimers(clock.now(), batch)) {
          store.deleteTimer(id);
          outbox.send(message);
        }
      });
    } catch (error) {
      isOpen = false;
      onError(error);
    }
    isDelivering = false;
    arm();
    busy.leave();
  }

  return {
    arm,
    close() {
      isOpen = false;
      disarm();
    },
  };
}

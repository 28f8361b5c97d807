/** The only way to the time in this folder. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Calls `due` once, at or after `at`; the result cancels it. Any distance into the future. */
  setTimer(at: number, due: () => void): () => void;
}

const longestTimeout = 2 ** 31 - 1;

/** The clock on the wall. */
export const realClock: Clock = {
  now: () => Date.now(),
  setTimer(at, due) {
    let timeout: NodeJS.Timeout;
    const arm = (): void => {
      const left = at - Date.now();
      // setTimeout can hold 24.8 days; a longer wait is made of several.
      timeout = setTimeout(
        left > longestTimeout ? arm : due,
        Math.min(Math.max(left, 0), longestTimeout),
      );
    };
    arm();
    return () => clearTimeout(timeout);
  },
};

/** A clock that stands still until a test turns it. */
export class TurnedClock implements Clock {
  #now: number;
  #timers = new Set<{ at: number; due: () => void }>();

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  setTimer(at: number, due: () => void): () => void {
    const timer = { at, due };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** When the next timer is due; undefined when there is none. */
  next(): number | undefined {
    const times = [...this.#timers].map(({ at }) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Turns to a time, ringing every timer on the way, in order. Never turns back. */
  turnTo(to: number): void {
    for (let next = this.#earliest(to); next; next = this.#earliest(to)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.due();
    }
    this.#now = Math.max(this.#now, to);
  }

  turnBy(milliseconds: number): void {
    this.turnTo(this.#now + milliseconds);
  }

  #earliest(to: number): { at: number; due: () => void } | undefined {
    return [...this.#timers].filter(({ at }) => at <= to).toSorted((a, b) => a.at - b.at)[0];
  }
}

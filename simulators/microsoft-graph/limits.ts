import type { World } from "../simulator";
import { type Problem, throttled } from "./problem";

/** What one app may ask of one mailbox. */
export interface Limits {
  requestsPer10Minutes: number;
  concurrent: number;
  messagesPerMinute: number;
}

/** https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits */
export const documentedLimits: Limits = {
  requestsPer10Minutes: 10_000,
  concurrent: 4,
  messagesPerMinute: 30,
};

/** Counts what is asked of each mailbox. */
export function createLimiter(world: World, limits: () => Limits) {
  const windows = new Map<string, { startedAt: number; count: number }>();
  const running = new Map<string, number>();

  /** Seconds until the window is over, when it is full. */
  function take(key: string, most: number, milliseconds: number): number | undefined {
    const last = windows.get(key);
    const isOver = !last || world.now() >= last.startedAt + milliseconds;
    const window = isOver ? { startedAt: world.now(), count: 0 } : last;
    windows.set(key, window);
    if (window.count >= most) {
      return Math.ceil((window.startedAt + milliseconds - world.now()) / 1_000);
    }
    window.count++;
    return undefined;
  }

  return {
    /** Runs a request of a mailbox, unless there are too many, or too many at once. */
    async run<T>(mailbox: string, work: () => Promise<T>): Promise<T | Problem> {
      const { requestsPer10Minutes, concurrent } = limits();
      const wait = take(`requests ${mailbox}`, requestsPer10Minutes, 600_000);
      if (wait !== undefined) return throttled(wait, "RequestRate");
      const count = running.get(mailbox) ?? 0;
      if (count >= concurrent) return throttled(10, "MailboxConcurrency");
      running.set(mailbox, count + 1);
      try {
        return await work();
      } finally {
        running.set(mailbox, (running.get(mailbox) ?? 1) - 1);
      }
    },
    /** Counts a message that is to be sent; a refusal when it is one too many in a minute. */
    takeMessage(mailbox: string): Problem | undefined {
      const wait = take(`messages ${mailbox}`, limits().messagesPerMinute, 60_000);
      return wait === undefined ? undefined : throttled(wait, "MessageRate");
    },
  };
}

import { setImmediate } from "node:timers/promises";
import type { TurnedClock } from "../clock";
import type { Engine } from "../engine/engine";

/** What runs beside the clock: it is turned only when nothing does. */
export type Runs = Pick<Engine, "isIdle" | "whenIdle">;

/** Several as one. */
export const together = (...all: Runs[]): Runs => ({
  isIdle: () => all.every((runs) => runs.isIdle()),
  async whenIdle() {
    while (!this.isIdle()) for (const runs of all) await runs.whenIdle();
  },
});

/** Resolves when nothing is runnable at the present time. */
export async function settle(runs: Runs): Promise<void> {
  for (;;) {
    await runs.whenIdle();
    // Whoever was woken by the same news, a trigger or a client, may start something now.
    await setImmediate();
    if (runs.isIdle()) return;
  }
}

/**
 * Turns a clock to a time, timer by timer, each one's consequences before the next, or until what is
 * waited for is true. Gives whether it is.
 */
export async function turn(
  runs: Runs,
  clock: TurnedClock,
  to: number,
  turned: () => void,
  until: () => boolean = () => false,
): Promise<boolean> {
  for (;;) {
    await settle(runs);
    if (until()) return true;
    const next = clock.next();
    if (clock.now() >= to && (next === undefined || next > to)) return false;
    clock.turnTo(Math.min(next ?? to, to));
    turned();
  }
}

import type { TurnedClock } from "../clock";
import { type Runs, settle } from "../engine/auto-turn";

/** Several as one. */
export const together = (...all: Runs[]): Runs => ({
  isIdle: () => all.every((runs) => runs.isIdle()),
  async whenIdle() {
    while (!this.isIdle()) for (const runs of all) await runs.whenIdle();
  },
});

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

import { setImmediate } from "node:timers/promises";
import type { TurnedClock } from "../clock";
import type { Engine } from "./engine";

/** What runs beside the clock: it is turned only when nothing does. */
export type Runs = Pick<Engine, "isIdle" | "whenIdle">;

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
 * Skips the time in which nothing happens: whenever the engine is idle, jumps to the next timer,
 * until what is waited for is true. Rejects when it is not and no timer is left.
 */
export async function turnWhenIdle(
  engine: Runs,
  clock: TurnedClock,
  until: () => boolean,
): Promise<void> {
  for (;;) {
    await settle(engine);
    if (until()) return;
    const next = clock.next();
    if (next === undefined) {
      throw new Error("Cannot turn the clock: no timer is set, and what is waited for is not true");
    }
    clock.turnTo(next);
  }
}

import * as fc from "fast-check";
import { TurnedClock } from "../../../local-host/clock";
import { createTurnTime } from "../../../local-host/engine/turn-time";
import { createMemoryStore } from "../../../local-host/store/memory";

const longestLead = 5_000;

describe("createTurnTime()", () => {
  it("gives every turn its own millisecond while the clock stands still", () => {
    const clock = new TurnedClock(1_000);
    const time = createTurnTime(createMemoryStore(), clock);

    expect([time.next(0), time.next(0), time.next(0)]).toEqual([1_000, 1_001, 1_002]);
    expect(time.now()).toBe(1_002);
    clock.turnBy(500);
    expect(time.next(0)).toBe(1_500);
  });

  it("shares milliseconds between instances before it leads the clock for long", () => {
    const clock = new TurnedClock(1_000);
    const time = createTurnTime(createMemoryStore(), clock);

    for (let turn = 0; turn < 20_000; turn += 1) time.next(0);

    expect(time.now()).toBe(1_000 + longestLead);
    expect(time.next(time.now())).toBe(1_001 + longestLead);
  });

  it("never goes back, whatever the clock does, not after a restart either", () => {
    const step = fc.oneof(
      fc.record({ clock: fc.integer({ min: 0, max: 100_000 }) }),
      fc.constant("turn" as const),
      fc.constant("restart" as const),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const store = createMemoryStore();
        let now = 0;
        const clock = { now: () => now, setTimer: () => () => undefined };
        let time = createTurnTime(store, clock);
        let last = 0;
        let isLater = true;
        for (const what of steps) {
          if (what === "turn") {
            const previous = last;
            last = time.next(previous);
            time.save();
            isLater &&= last > previous;
          } else if (what === "restart") time = createTurnTime(store, clock);
          else now = what.clock;
          expect(time.now()).toBeGreaterThanOrEqual(last);
        }
        expect(isLater).toBe(true);
      }),
    );
  });
});

import * as fc from "fast-check";
import { createBusy } from "../../../local-host/engine/busy";
import { createLane } from "../../../local-host/engine/lane";

function lane(limit: number, run: (item: string) => Promise<void>) {
  const busy = createBusy();
  const errors: unknown[] = [];
  const made = createLane<string>({
    limit,
    busy,
    run,
    keyOf: (item) => item,
    onError: (item, error) => errors.push([item, error]),
  });
  return { ...made, busy, errors };
}

const tick = (): Promise<void> => new Promise(setImmediate);

describe("createLane()", () => {
  it("runs a key once more when it is added while it runs, and once when it waits", async () => {
    const runs: string[] = [];
    const { add, busy } = lane(1, async (item) => {
      runs.push(item);
      await tick();
    });

    add("a");
    add("a");
    add("b");
    add("b");
    add("a");
    await busy.whenIdle();

    expect(runs).toEqual(["a", "a", "b"]);
  });

  it("never exceeds its limit, never runs a key twice at a time, and runs everything", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 20 }),
        fc.integer({ min: 1, max: 4 }),
        async (items, limit) => {
          const running = new Set<string>();
          const runs: string[] = [];
          const { add, busy } = lane(limit, async (item) => {
            expect(running.has(item)).toBe(false);
            running.add(item);
            expect(running.size).toBeLessThanOrEqual(limit);
            runs.push(item);
            await tick();
            running.delete(item);
          });

          items.forEach(add);
          await busy.whenIdle();

          expect(new Set(runs)).toEqual(new Set(items));
          expect(running.size).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("goes on after a run that failed, and tells", async () => {
    const { add, busy, errors } = lane(1, (item) =>
      item === "bad" ? Promise.reject(new Error("no")) : Promise.resolve(),
    );

    add("bad");
    add("good");
    await busy.whenIdle();

    expect(errors).toEqual([["bad", new Error("no")]]);
  });

  it("drops what waits when it is closed, and waits for what runs", async () => {
    const runs: string[] = [];
    const release = Promise.withResolvers<void>();
    const { add, close, busy } = lane(1, async (item) => {
      runs.push(item);
      await release.promise;
    });
    add("a");
    add("b");

    let isClosed = false;
    const closing = close().then(() => (isClosed = true));
    add("c");
    await tick();
    expect(isClosed).toBe(false);
    release.resolve();
    await closing;

    expect(runs).toEqual(["a"]);
    expect(busy.isIdle()).toBe(true);
  });
});

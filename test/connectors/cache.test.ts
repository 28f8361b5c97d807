import { type Loaded, createCache } from "../../connectors/cache";

/** A cache whose loads end when the test says so, at a time that the test sets. */
function stage({ mayServeStale = false } = {}) {
  const clock = { now: 0 };
  const loads: { key: string; done: (value: string) => void; fail: (error: Error) => void }[] = [];
  const cache = createCache<string>({
    load: (key) =>
      new Promise<Loaded<string>>((resolve, reject) => {
        const done = (value: string) =>
          resolve({ value, freshUntil: clock.now + 10, usableUntil: clock.now + 20 });
        loads.push({ key, done, fail: reject });
      }),
    mayServeStale: () => mayServeStale,
    now: () => clock.now,
  });
  return { cache, clock, loads };
}

describe("createCache()", () => {
  it("loads once for all who ask at the same time", async () => {
    const { cache, loads } = stage();

    const asked = [cache.get("key"), cache.get("key"), cache.get("key")];
    loads[0]?.done("value");

    await expect(Promise.all(asked)).resolves.toEqual(["value", "value", "value"]);
    expect(loads).toHaveLength(1);
  });

  it("loads each key by itself", async () => {
    const { cache, loads } = stage();

    const asked = [cache.get("one"), cache.get("other")];
    loads.forEach(({ key, done }) => done(`value of ${key}`));

    await expect(Promise.all(asked)).resolves.toEqual(["value of one", "value of other"]);
  });

  it("keeps a value while it is fresh, and no longer", async () => {
    const { cache, clock, loads } = stage();
    const first = cache.get("key");
    loads[0]?.done("first");
    await first;

    clock.now = 9;
    await expect(cache.get("key")).resolves.toBe("first");

    clock.now = 10;
    const second = cache.get("key");
    loads[1]?.done("second");
    await expect(second).resolves.toBe("second");
  });

  it("does not keep a failure", async () => {
    const { cache, loads } = stage();
    const first = cache.get("key");
    loads[0]?.fail(new Error("down"));
    await expect(first).rejects.toThrow("down");

    const second = cache.get("key");
    loads[1]?.done("value");

    await expect(second).resolves.toBe("value");
  });

  it.each([
    ["serves an older value for a failure that allows it", true, 15, "first"],
    ["serves no older value for another failure", false, 15, undefined],
    ["serves no value that is useless by now", true, 20, undefined],
  ])("%s", async (_title, mayServeStale, at, value) => {
    const { cache, clock, loads } = stage({ mayServeStale });
    const first = cache.get("key");
    loads[0]?.done("first");
    await first;

    clock.now = at;
    const second = cache.get("key").catch(() => undefined);
    loads[1]?.fail(new Error("down"));

    await expect(second).resolves.toBe(value);
  });

  it("loads again after it was told to forget", async () => {
    const { cache, loads } = stage();
    const first = cache.get("key");
    loads[0]?.done("first");
    await first;

    cache.forget("key");
    const second = cache.get("key");
    loads[1]?.done("second");

    await expect(second).resolves.toBe("second");
  });
});

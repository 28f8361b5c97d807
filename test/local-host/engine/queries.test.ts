import * as fc from "fast-check";
import {
  isText,
  isTime,
  readToken,
  writeToken,
} from "../../../local-host/engine/continuation-token";
import { type Harness, harness } from "./support/harness";
import { atOnce } from "./support/scripted-protocol";

const minute = 60_000;

/** Done: d0 to d4, a minute apart; running: r0 and r1, after them. */
async function populated(): Promise<Harness & { began: number }> {
  const made = harness({
    scripts: {
      done: atOnce(() => 1),
      *main({ event }) {
        yield event("never");
      },
    },
  });
  const began = made.clock.now();
  for (const id of ["d0", "d1", "d2", "d3", "d4"]) {
    await made.start({}, id, "done");
    await made.engine.whenIdle();
    made.clock.turnBy(minute);
  }
  await Promise.all([made.start({}, "r1"), made.start({}, "r0")]);
  await made.engine.whenIdle();
  return { ...made, began };
}

describe("list()", () => {
  it("pages by creation until there is no token", async () => {
    const { engine } = await populated();
    const pages: string[][] = [];
    for (let continuationToken: string | undefined; pages.length < 9;) {
      const page = engine.list({ top: 3, ...(continuationToken && { continuationToken }) });
      pages.push(page.instances.map(({ instanceId }) => instanceId));
      ({ continuationToken } = page);
      if (!continuationToken) break;
    }

    expect(pages.flat().toSorted()).toEqual(["d0", "d1", "d2", "d3", "d4", "r0", "r1"]);
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
  });

  it("filters by status, prefix and creation", async () => {
    const { engine, began } = await populated();
    const ids = (query: object): string[] =>
      engine.list({ top: 100, ...query }).instances.map(({ instanceId }) => instanceId);

    expect(ids({ statuses: ["Running"] }).toSorted()).toEqual(["r0", "r1"]);
    expect(ids({ instanceIdPrefix: "d" })).toEqual(["d0", "d1", "d2", "d3", "d4"]);
    expect(ids({ createdFrom: began + 2 * minute, createdTo: began + 3.5 * minute })).toEqual([
      "d2",
      "d3",
    ]);
  });

  it("refuses a token that it did not make", async () => {
    const { engine } = await populated();

    expect(() => engine.list({ top: 3, continuationToken: "nonsense" })).toThrow(
      "continuation token",
    );
  });
});

describe("entities among the instances", () => {
  const mixed = async () => {
    const made = harness({
      scripts: {
        *main({ event }) {
          yield event("never");
        },
      },
      entities: { counter: () => ({ state: 5 }) },
    });
    const touch = (key: string) =>
      made.engine.signalEntity({ name: "Counter", key, operation: "set" });
    for (const step of [
      () => made.start({}, "a"),
      () => touch("x"),
      () => made.start({}, "b"),
      () => touch("y"),
      () => touch("x"),
    ]) {
      await step();
      await made.engine.whenIdle();
      made.clock.turnBy(minute);
    }
    return made;
  };

  it("are listed by creation, in pages, until there is no token", async () => {
    const { engine } = await mixed();
    const ids: string[][] = [];
    for (let page = engine.list({ top: 3 }); ;) {
      ids.push(page.instances.map(({ instanceId }) => instanceId));
      if (!page.continuationToken) break;
      page = engine.list({ top: 3, continuationToken: page.continuationToken });
    }

    expect(ids).toEqual([["a", "@counter@x", "b"], ["@counter@y"]]);
  });

  it("are running, and found by their prefix", async () => {
    const { engine } = await mixed();
    const ids = (query: object): string[] =>
      engine.list({ top: 9, ...query }).instances.map(({ instanceId }) => instanceId);

    expect(ids({ statuses: ["Running"] })).toHaveLength(4);
    expect(ids({ statuses: ["Completed", "Pending"] })).toEqual([]);
    expect(ids({ instanceIdPrefix: "@counter@" })).toEqual(["@counter@x", "@counter@y"]);
  });

  it("have a status of their own, from the first operation to the last", async () => {
    const { engine, clock } = await mixed();
    const began = clock.now() - 5 * minute;

    expect(engine.status("@Counter@x")).toEqual({
      name: "@counter",
      instanceId: "@counter@x",
      runtimeStatus: "Running",
      input: '{"exists":true,"state":"5"}',
      customStatus: '{"entityExists":true}',
      output: null,
      createdAt: expect.closeTo(began + minute, -2),
      updatedAt: expect.closeTo(began + 4 * minute, -2),
    });
    expect(engine.status("@counter@nobody")).toBeUndefined();
  });

  it("are neither steered nor purged like orchestrations", async () => {
    const { engine } = await mixed();

    await expect(engine.terminate("@counter@x", "")).resolves.toBe("not-found");
    await expect(engine.purge("@counter@x")).resolves.toBe("not-found");
    expect(await engine.purgeMany({ createdFrom: 0 })).toBe(0);
    expect(engine.entityState("counter", "x")).toEqual({ state: "5" });
  });

  it("made between two pages are on the next one", async () => {
    const { engine } = await mixed();
    const first = engine.list({ top: 2 });
    await engine.signalEntity({ name: "counter", key: "z", operation: "set" });
    await engine.whenIdle();

    const { continuationToken } = first;
    const rest = engine.list({ top: 9, ...(continuationToken && { continuationToken }) });
    expect(rest.instances.map(({ instanceId }) => instanceId)).toEqual([
      "b",
      "@counter@y",
      "@counter@z",
    ]);
  });
});

describe("continuation tokens", () => {
  it("carry any place, and nothing else is taken for one", () => {
    const text = fc.string({ unit: "grapheme" });
    const isNotTaken = (token: string): void => {
      expect(() => readToken(token, isTime)).toThrow("continuation token");
      expect(() => readToken(token, isText)).toThrow("continuation token");
    };
    fc.assert(
      fc.property(fc.integer(), text, text, (time, name, key) => {
        expect(readToken(writeToken([time, key]), isTime)).toEqual([time, key]);
        expect(readToken(writeToken([name, key]), isText)).toEqual([name, key]);
        expect(() => readToken(writeToken([name, key]), isTime)).toThrow("continuation token");
        expect(() => readToken(writeToken([time, key]), isText)).toThrow("continuation token");
      }),
    );
    fc.assert(fc.property(fc.string({ minLength: 1 }), isNotTaken));
    for (const place of ['[1e400,"a"]', '[null,"a"]', "[{},[]]", "[1,2]", "[1]", "{}", "5"]) {
      isNotTaken(Buffer.from(place).toString("base64url"));
    }
  });
});

describe("purge()", () => {
  it("deletes what is finished, and only that", async () => {
    const { engine } = await populated();

    await expect(engine.purge("d0")).resolves.toBe("purged");
    await expect(engine.purge("r0")).resolves.toBe("not-finished");
    await expect(engine.purge("nobody")).resolves.toBe("not-found");

    expect(engine.status("d0")).toBeUndefined();
    expect(engine.history("d0")).toEqual([]);
    expect(engine.status("r0")!.runtimeStatus).toBe("Running");
  });

  it("by creation leaves what still runs", async () => {
    const { engine, began } = await populated();

    expect(await engine.purgeMany({ createdFrom: began + minute })).toBe(4);

    const left = engine.list({ top: 100 }).instances.map(({ instanceId }) => instanceId);
    expect(left.toSorted()).toEqual(["d0", "r0", "r1"]);
  });

  it("by status deletes finished ones of that status alone", async () => {
    const { engine, began } = await populated();
    await engine.terminate("r0", "");
    await engine.whenIdle();

    const purge = (statuses: ("Terminated" | "Running")[]) =>
      engine.purgeMany({ createdFrom: began, createdTo: began + 60 * minute, statuses });
    expect(await purge(["Running"])).toBe(0);
    expect(await purge(["Terminated"])).toBe(1);
    expect(engine.status("r0")).toBeUndefined();
  });

  it("goes through more than one batch", async () => {
    const { engine, start } = harness({
      scripts: {
        main: atOnce(() => 1),
      },
    });
    await Promise.all(Array.from({ length: 450 }, () => start()));
    await engine.whenIdle();

    expect(await engine.purgeMany({ createdFrom: 0 })).toBe(450);
    expect(engine.list({ top: 1 }).instances).toEqual([]);
  });
});

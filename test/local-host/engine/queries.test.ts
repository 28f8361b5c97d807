import * as fc from "fast-check";
import { readToken, writeToken } from "../../../local-host/engine/continuation-token";
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

describe("continuation tokens", () => {
  it("carry any place, and nothing else is taken for one", () => {
    const place = fc.tuple(fc.oneof(fc.integer(), fc.string({ unit: "grapheme" })), fc.string());
    fc.assert(
      fc.property(place, (keys) => {
        expect(readToken(writeToken(keys), (read) => read)).toEqual(keys);
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(() => readToken(text, (read) => read)).toThrow("continuation token");
      }),
    );
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

import * as fc from "fast-check";
import { createExternalEvents } from "../../../../local-host/protocol/v3/external-events";
import { completed, orchestrate, raised } from "../support/run-orchestration";

const waitFor = (...names: string[]) =>
  orchestrate(function* (context) {
    const got: unknown[] = [];
    for (const name of names) got.push(yield context.df.waitForExternalEvent(name));
    return got;
  });

describe("an external event", () => {
  it("takes no id and gives its payload to who waits for it", async () => {
    const run = waitFor("approved");

    const first = await run.turn();
    const { decisions } = await run.turn(raised("approved", { by: "ann" }));

    expect(first.decisions).toEqual([]);
    expect(decisions).toMatchObject([{ output: '[{"by":"ann"}]' }]);
  });

  it.each([
    ["the text null", "null", "[null]"],
    ["nothing", null, "[null]"],
    ["an empty text", "", "[null]"],
    ["a text", '"x"', '["x"]'],
  ])("with %s as payload is an event all the same", async (_title, Input, output) => {
    const run = waitFor("approved");

    await run.turn();
    const { decisions } = await run.turn({ ...raised("approved"), Input });

    expect(decisions).toMatchObject([{ status: "Completed", output }]);
  });

  it("that comes early is kept, first in, first out", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.callActivity("a");
      const first = yield context.df.waitForExternalEvent("go");
      return [first, yield context.df.waitForExternalEvent("go")];
    });

    await run.turn();
    await run.turn(raised("go", 1), raised("go", 2));
    const { decisions } = await run.turn(completed(0));

    expect(decisions).toMatchObject([{ output: "[1,2]" }]);
  });

  it("may come in the first turn", async () => {
    const run = waitFor("go");

    expect((await run.turn(raised("go", 1))).decisions).toMatchObject([{ output: "[1]" }]);
  });

  it("goes to the newest of several who wait", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const older = durable.waitForExternalEvent("go");
      const newer = durable.waitForExternalEvent("go");
      const winner = yield durable.Task.any([older, newer]);
      return winner === newer ? "newer" : "older";
    });

    await run.turn();

    expect((await run.turn(raised("go"))).decisions).toMatchObject([{ output: '"newer"' }]);
  });

  it("for a name that nobody waits for changes nothing", async () => {
    const run = waitFor("go");

    await run.turn();
    const other = await run.turn(raised("stop"));
    const last = await run.turn(raised("go", 1));

    expect(other).toEqual({ decisions: [], customStatus: undefined, warnings: [] });
    expect(last.decisions).toMatchObject([{ output: "[1]" }]);
  });

  it("in the wrong case is swallowed, and warned of", async () => {
    const run = waitFor("approved");

    await run.turn();
    const wrong = await run.turn(raised("Approved", 1));

    expect(wrong.decisions).toEqual([]);
    expect(wrong.warnings).toContainEqual(
      expect.stringMatching(/^event-case: "Approved" was raised and "approved" is waited for/),
    );
  });

  it("called as a number is warned of, because the SDK mixes it up with a step", async () => {
    const run = orchestrate(function* (context) {
      return yield context.df.callActivity("a");
    });

    await run.turn();
    const { warnings } = await run.turn(raised("0", "forged"));

    expect(warnings).toEqual([expect.stringMatching(/^numeric-event-name: .*step 0/)]);
  });

  it("can be called like a member of every object", async () => {
    const run = waitFor("__proto__", "constructor");

    await run.turn();
    await run.turn(raised("__proto__", 1));
    const { decisions } = await run.turn(raised("constructor", 2));

    expect(decisions).toMatchObject([{ output: "[1,2]" }]);
  });
});

describe("waiters and events", () => {
  it("are a stack and a queue", () => {
    const events = createExternalEvents();
    const older = events.wait("go");
    const newer = events.wait("GO");
    const awaited = events.raise("Go", "1");
    events.raise("stop", "2");
    events.raise("STOP", "3");

    expect(awaited).toBe("GO");
    expect([older.outcome, newer.outcome]).toEqual([undefined, { ok: true, result: "1" }]);
    expect(events.unread()).toEqual(["stop", "STOP"]);
    expect(events.wait("Stop").outcome).toEqual({ ok: true, result: "2" });
    expect(events.wait("Stop").outcome).toEqual({ ok: true, result: "3" });
  });

  const action = fc.record({
    kind: fc.constantFrom("wait", "raise"),
    name: fc.constantFrom("a", "A", "b", "B"),
  });

  it("pair off one to one, and only under one name", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const events = createExternalEvents();
        const balance = new Map<string, number>();
        const steps = [];
        for (const [at, { kind, name }] of actions.entries()) {
          const key = name.toLowerCase();
          balance.set(key, (balance.get(key) ?? 0) + (kind === "wait" ? 1 : -1));
          if (kind === "raise") events.raise(name, `${at}`);
          else steps.push(events.wait(name));
        }

        const left = [...balance.values()];
        const open = steps.filter(({ outcome }) => !outcome).length;
        const unread = events.unread().length;
        expect(open).toBe(left.reduce((sum, n) => sum + Math.max(n, 0), 0));
        expect(unread).toBe(left.reduce((sum, n) => sum - Math.min(n, 0), 0));
        expect(events.isAwaited()).toBe(open > 0);
      }),
    );
  });
});

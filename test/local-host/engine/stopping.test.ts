import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realClock } from "../../../local-host/clock";
import { openSqliteStore } from "../../../local-host/store/sqlite";
import { harness } from "./support/harness";

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "engine-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const minute = 60_000;

describe("stop()", () => {
  it("waits for what runs, and writes what it gives", async () => {
    const file = join(directory, "durable.db");
    const release = Promise.withResolvers<string>();
    const { engine, start, worker } = harness({
      store: openSqliteStore({ file }),
      scripts: {
        *main({ task }) {
          return yield task("step");
        },
      },
      activities: { step: () => release.promise },
    });
    const id = await start();
    while (worker.invocations.length === 0) await new Promise(setImmediate);

    const stopped = engine.stop(60_000);
    release.resolve("in time");
    await stopped;

    const store = openSqliteStore({ file });
    expect(store.work()).toEqual([]);
    expect(store.messages(id)[0]!.event).toMatchObject({ Result: '"in time"' });
    store.close();
  });

  it("does not wait longer than the grace for a handler that never ends", async () => {
    const { engine, start, worker, log } = harness({
      scripts: {
        *main({ task }) {
          yield task("step");
        },
      },
      activities: { step: () => new Promise<never>(() => undefined) },
    });
    await start();
    while (worker.invocations.length === 0) await new Promise(setImmediate);

    await engine.stop(10);

    expect(log).toEqual([]);
  });

  it("forgets what a handler gives after the grace: it runs again", async () => {
    const file = join(directory, "durable.db");
    const late = Promise.withResolvers<string>();
    const { engine, start, worker, log } = harness({
      store: openSqliteStore({ file }),
      scripts: {
        *main({ task }) {
          return yield task("step");
        },
      },
      activities: { step: () => late.promise },
    });
    await start({}, "a1");
    while (worker.invocations.length === 0) await new Promise(setImmediate);
    await engine.stop(0);
    late.resolve("too late");
    await new Promise(setImmediate);
    expect(log).toEqual([]);

    const store = openSqliteStore({ file });
    expect(store.work()).toHaveLength(1);
    store.close();
  });

  it("does not take a worker that goes away for a failure: the turn runs again", async () => {
    const file = join(directory, "durable.db");
    const turn = Promise.withResolvers<never>();
    const { engine, start, protocol } = harness({
      store: openSqliteStore({ file }),
      scripts: { *main() {} },
    });
    const runTurn = jest.spyOn(protocol, "runTurn").mockReturnValue(turn.promise);
    const id = await start();
    while (runTurn.mock.calls.length === 0) await new Promise(setImmediate);

    const stopped = engine.stop(60_000);
    turn.reject(new Error("the worker has stopped"));
    await stopped;

    const { finish, engine: again } = harness({
      store: openSqliteStore({ file }),
      scripts: { *main() {} },
    });
    expect(await finish(id)).toMatchObject({ runtimeStatus: "Completed" });
    await again.stop(0);
  });

  it("refuses what comes afterwards", async () => {
    const { engine } = harness({ scripts: { *main() {} } });
    await engine.stop(0);
    await engine.stop(0);

    await expect(
      engine.startInstance({ functionName: "main", input: "{}", instanceId: "a1" }),
    ).rejects.toThrow("has stopped");
  });

  it("leaves no timer of the clock behind", async () => {
    const { engine, start, clock } = harness({
      scripts: {
        *main({ timer, now }) {
          yield timer(now() + minute);
        },
      },
    });
    await start();
    await engine.whenIdle();
    expect(clock.next()).toBeDefined();

    await engine.stop(0);

    expect(clock.next()).toBeUndefined();
  });
});

/** What keeps the event loop awake or wakes it up. */
const pending = (): string[] =>
  process.getActiveResourcesInfo().filter((name) => ["Immediate", "Timeout"].includes(name));

describe("an idle engine", () => {
  it("is idle exactly while nothing is ready or running", async () => {
    const release = Promise.withResolvers<number>();
    const { engine, start } = harness({
      scripts: {
        *main({ task, event }) {
          yield task("step");
          yield event("go");
        },
      },
      activities: { step: () => release.promise },
    });
    expect(engine.isIdle()).toBe(true);

    const starting = start();
    expect(engine.isIdle()).toBe(false);
    await starting;
    for (let i = 0; i < 20; i += 1) {
      expect(engine.isIdle()).toBe(false);
      await new Promise(setImmediate);
    }
    release.resolve(1);
    await engine.whenIdle();

    expect(engine.isIdle()).toBe(true);
  });

  it("with waiting instances keeps one timer of the event loop, and nothing else", async () => {
    const before = pending();
    const { engine, start } = harness({
      clock: realClock,
      store: openSqliteStore({ file: join(directory, "durable.db") }),
      scripts: {
        *main({ event, timer, now }) {
          yield { all: [event("never"), timer(now() + minute)] };
        },
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => start()));
    await engine.whenIdle();
    await new Promise(setImmediate);

    expect(pending()).toEqual([...before, "Timeout"]);

    await engine.stop(0);
    expect(pending()).toEqual(before);
  });
});

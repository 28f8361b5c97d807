import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TurnedClock } from "../../../local-host/clock";
import { EventType } from "../../../local-host/protocol/history";
import { REQUEST_EVENT, writeRequest } from "../../../local-host/protocol/v3/entity-messages";
import { createMemoryStore } from "../../../local-host/store/memory";
import { openSqliteStore } from "../../../local-host/store/sqlite";
import { type Harness, type HarnessOptions, harness } from "./support/harness";

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "engine-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const minute = 60_000;

/** One of everything: a fan-out, a timer, a child, an entity, an event to come, continue-as-new. */
const flow = (ran: string[]): HarnessOptions => ({
  scripts: {
    *main(script) {
      const { input, task, timer, child, event, turn, send, continueAsNew } = script;
      const began = Date.parse(turn.history[0]!.Timestamp);
      if (input === "first") {
        yield task("step", "before");
        return continueAsNew("second");
      }
      const three = yield { all: [1, 2, 3].map((n) => task("step", n)) };
      yield timer(began + minute);
      const id = `r-${turn.executionId}`;
      const { instanceId: parent, executionId: parentExecution } = turn;
      const request = { kind: "operation", id, operation: "add", isSignal: false } as const;
      send(
        "@counter@x",
        REQUEST_EVENT,
        writeRequest({ ...request, input: "1", parent, parentExecution }),
      );
      const counted = yield event(id);
      const fromChild = yield child("child", 1, "c1");
      return { three, counted, fromChild };
    },
    *child({ task, timer, turn }) {
      yield timer(Date.parse(turn.history[0]!.Timestamp) + minute);
      return yield task("step", "in the child");
    },
  },
  activities: {
    async step(input) {
      await new Promise(setImmediate);
      ran.push(String(input));
      return `${String(input)} done`;
    },
  },
  entities: {
    counter: ({ state, input }) => {
      const n = ((state as number | undefined) ?? 0) + (input as number);
      return { state: n, result: n };
    },
  },
});

const outcome = {
  three: ["1 done", "2 done", "3 done"],
  counted: { result: "1" },
  fromChild: "in the child done",
};
const steps = ["before", "1", "2", "3", "in the child"];

/** Copies the file after each commit, as a crash at that moment would leave it. */
function snapshots(file: string, ran: string[]): { file: string; ran: string[] }[] {
  const taken: { file: string; ran: string[] }[] = [];
  const exec = DatabaseSync.prototype.exec;
  jest.spyOn(DatabaseSync.prototype, "exec").mockImplementation(function (
    this: DatabaseSync,
    sql: string,
  ) {
    exec.call(this, sql);
    if (sql !== "COMMIT") return;
    const copy = `${file}.${taken.length}`;
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    taken.push({ file: copy, ran: [...ran] });
  });
  return taken;
}

function expectEachResultOnce({ engine }: Harness, instanceId: string): void {
  const history = engine.history(instanceId);
  const ids = (type: EventType, id: "EventId" | "TaskScheduledId" | "TimerId"): number[] =>
    history
      .filter((event) => event.EventType === type)
      .map((event) => event[id]!)
      .toSorted((a, b) => a - b);
  expect(ids(EventType.TaskCompleted, "TaskScheduledId")).toEqual(
    ids(EventType.TaskScheduled, "EventId"),
  );
  expect(ids(EventType.TimerFired, "TimerId")).toEqual(ids(EventType.TimerCreated, "EventId"));
}

describe("a crash", () => {
  it("at any commit loses nothing: each step runs, each result is recorded once", async () => {
    const file = join(directory, "durable.db");
    const ran: string[] = [];
    const taken = snapshots(file, ran);
    const first = harness({ ...flow(ran), store: openSqliteStore({ file }) });
    await first.start("first", "a1");
    const { output } = await first.finish("a1");
    expect(JSON.parse(output!)).toEqual(outcome);
    expect(ran.toSorted()).toEqual(steps.toSorted());
    await first.engine.stop(0);
    jest.restoreAllMocks();

    // The first commit makes the tables; nothing is promised before the second.
    expect(taken.length).toBeGreaterThan(15);
    for (const crash of taken.slice(1)) {
      const ranAgain = [...crash.ran];
      const store = openSqliteStore({ file: crash.file });
      const again = harness({ ...flow(ranAgain), store });

      const status = await again.finish("a1");

      expect(JSON.parse(status.output!)).toEqual(outcome);
      expect(new Set(ranAgain)).toEqual(new Set(steps));
      expect(again.engine.entityState("counter", "x")).toEqual({ state: "1" });
      expectEachResultOnce(again, "a1");
      expectEachResultOnce(again, "c1");
      expect(again.log).toEqual([]);
      expect(store.messageTargets()).toEqual([]);
      expect(store.work()).toEqual([]);
      expect(store.nextTimerDue()).toBeUndefined();
      await again.engine.stop(0);
    }
  }, 60_000);

  it("while an activity runs makes it run again", async () => {
    const store = createMemoryStore();
    const scripts: HarnessOptions["scripts"] = {
      *main({ task }) {
        return yield task("step");
      },
    };
    const before = harness({
      store,
      scripts,
      activities: { step: () => new Promise<never>(() => undefined) },
    });
    const id = await before.start();
    while (before.worker.invocations.length === 0) await new Promise(setImmediate);

    const after = harness({ store, scripts, activities: { step: () => "this time" } });

    expect((await after.finish(id)).output).toBe('"this time"');
  });

  it("cannot come between an activity and its record: it is dispatched when that is durable", async () => {
    const { engine, store, start, worker } = harness({
      scripts: {
        *main({ task }) {
          yield task("step");
        },
      },
      activities: { step: () => 1 },
    });
    const held = Promise.withResolvers<void>();
    jest
      .spyOn(store, "durable")
      .mockImplementation(() => (store.work().length > 0 ? held.promise : Promise.resolve()));
    await start();
    for (let i = 0; i < 5; i += 1) await new Promise(setImmediate);
    expect(store.work()).toHaveLength(1);
    expect(worker.invocations).toEqual([]);

    held.resolve();
    await engine.whenIdle();

    expect(worker.invocations).toHaveLength(1);
  });
});

describe("after a restart", () => {
  const sleeper: HarnessOptions = {
    scripts: {
      *main({ timer, now, turn }) {
        yield timer(Date.parse(turn.history[0]!.Timestamp) + minute);
        return now();
      },
    },
  };

  it("a timer that was due meanwhile fires at once; the time is the real one", async () => {
    const store = createMemoryStore();
    const before = harness({ ...sleeper, store });
    const began = before.clock.now();
    const id = await before.start();
    await before.engine.whenIdle();

    const hourLater = began + 60 * minute;
    const { engine } = harness({ ...sleeper, store, clock: new TurnedClock(hourLater) });
    await engine.whenIdle();

    const { output } = engine.status(id)!;
    expect(Number(output)).toBeGreaterThanOrEqual(hourLater);
    const fired = engine.history(id).find((e) => e.EventType === EventType.TimerFired)!;
    expect(Date.parse(fired.FireAt!)).toBeLessThan(began + 2 * minute);
  });

  it("time goes on, even when the clock was set back", async () => {
    const store = createMemoryStore();
    const before = harness({ ...sleeper, store });
    const id = await before.start();
    await before.finish(id);
    const last = before.engine.status(id)!.updatedAt;

    const { engine, start } = harness({ ...sleeper, store, clock: new TurnedClock(1_000) });
    const next = await start();
    await engine.whenIdle();

    expect(engine.status(next)!.createdAt).toBeGreaterThanOrEqual(last);
    expect(engine.status(next)!.updatedAt).toBeGreaterThan(last);
  });

  it("nothing runs before start()", async () => {
    const store = createMemoryStore();
    const { engine, start, protocol, clock } = harness({ ...sleeper, store, isStarted: false });
    const id = await start();
    await engine.whenIdle();
    expect(protocol.turns).toEqual([]);
    expect(engine.status(id)!.runtimeStatus).toBe("Pending");
    expect(clock.next()).toBeUndefined();

    engine.start();
    await engine.whenIdle();

    expect(protocol.turns).toHaveLength(1);
  });
});

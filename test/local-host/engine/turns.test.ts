import { EventType } from "../../../local-host/protocol/history";
import type { Warning } from "../../../local-host/warnings";
import { harness } from "./support/harness";
import { type ScriptBody, atOnce } from "./support/scripted-protocol";

const minute = 60_000;

/** What history says of the input of an activity. */
async function recordedInput(storeInputs: boolean): Promise<unknown> {
  const { run, engine } = harness({
    scripts: {
      *main({ task }) {
        yield task("a", { secret: 1 });
      },
    },
    activities: { a: () => 1 },
    storeInputs,
  });
  const { instanceId } = await run();
  return engine.history(instanceId).find((event) => event.EventType === EventType.TaskScheduled)!
    .Input;
}

describe("one turn", () => {
  it("goes from a start over an activity to a completion", async () => {
    const { run, kinds, worker } = harness({
      scripts: {
        *main({ task, input }) {
          return { got: yield task("double", input) };
        },
      },
      activities: { double: (input) => (input as number) * 2 },
    });

    const status = await run(21);

    expect(status).toMatchObject({
      name: "main",
      runtimeStatus: "Completed",
      input: "21",
      output: '{"got":42}',
    });
    expect(kinds(status.instanceId)).toEqual([
      "ExecutionStarted",
      "TaskScheduled",
      "TaskCompleted",
      "ExecutionCompleted",
    ]);
    expect(worker.invocations[0]).toMatchObject({
      functionName: "double",
      metadata: { instanceId: { string: status.instanceId } },
    });
  });

  it("gives the protocol all of history, and marks what is new", async () => {
    const { run, protocol } = harness({
      scripts: {
        *main({ task }) {
          yield task("a");
        },
      },
      activities: { a: () => 1 },
    });

    const { instanceId } = await run();

    const [first, second] = protocol.turns;
    expect(first).toMatchObject({ functionName: "main", instanceId, parentInstanceId: null });
    expect(first!.executionId).toMatch(/^[0-9a-f]{32}$/);
    const marks = (turn = first): unknown[] =>
      turn!.history.map((event) => [event.EventType, event.IsPlayed]);
    expect(marks()).toEqual([
      [EventType.OrchestratorStarted, false],
      [EventType.ExecutionStarted, false],
    ]);
    expect(marks(second)).toEqual([
      [EventType.OrchestratorStarted, false],
      [EventType.ExecutionStarted, true],
      [EventType.TaskScheduled, true],
      [EventType.OrchestratorCompleted, true],
      [EventType.OrchestratorStarted, false],
      [EventType.TaskCompleted, false],
    ]);
  });

  it("is the same whether history comes from the cache or from the store", async () => {
    const scripts: Record<string, ScriptBody> = {
      *main({ task }) {
        yield task("a");
        yield task("a");
      },
    };
    const histories = await Promise.all(
      [0, 10_000].map(async (cachedEvents) => {
        const { run, protocol } = harness({
          scripts,
          activities: { a: () => 1 },
          cachedEvents,
        });
        await run();
        return protocol.turns.map(({ history }) =>
          history.map(({ EventType: type, EventId, IsPlayed }) => [type, EventId, IsPlayed]),
        );
      }),
    );

    expect(histories[0]).toEqual(histories[1]);
    expect(histories[0]).toHaveLength(3);
  });

  it("is later than every turn before it, of this instance and of others", async () => {
    const { engine, start, finish } = harness({
      scripts: {
        *main({ task }) {
          yield task("a");
          yield task("a");
        },
      },
      activities: { a: () => 1 },
    });

    const ids = await Promise.all([start(), start(), start()]);
    await Promise.all(ids.map(finish));

    const times = ids
      .flatMap((id) => engine.history(id))
      .filter((event) => event.EventType === EventType.OrchestratorStarted)
      .map((event) => event.Timestamp);
    expect(times).toHaveLength(9);
    expect(new Set(times).size).toBe(9);
  });

  it("keeps inputs of activities out of history, unless it is told to keep them", async () => {
    expect(await recordedInput(false)).toBeNull();
    expect(await recordedInput(true)).toBe('{"secret":1}');
  });

  it("fails the instance when user code throws", async () => {
    const { run } = harness({
      scripts: {
        main: atOnce(() => {
          throw new Error("boom");
        }),
      },
    });

    expect(await run()).toMatchObject({ runtimeStatus: "Failed", output: "boom" });
  });

  it("says of an orchestrator that was there before how to cure it", async () => {
    const { store, ...before } = harness({
      scripts: {
        *main({ event }) {
          yield event("go");
        },
      },
    });
    const id = await before.start();
    await before.engine.whenIdle();
    const { engine } = harness({ store });

    await engine.raiseEvent(id, "go", "1");
    await engine.whenIdle();

    expect(engine.status(id)?.output).toMatch(
      /^The function 'main' doesn't exist, .* It was there before: bring it back until the instances/,
    );
  });

  it("fails an instance whose orchestrator is gone", async () => {
    const { store, ...before } = harness({ scripts: { *main() {} }, isStarted: false });
    const id = await before.start();
    const { finish } = harness({ store });

    expect(await finish(id)).toMatchObject({
      runtimeStatus: "Failed",
      output: "The function 'main' doesn't exist, is disabled, or is not an orchestrator function.",
    });
  });

  it("fails the instance when the worker breaks down under it, and says so", async () => {
    const { start, finish, protocol, log } = harness({ scripts: { *main() {} } });
    protocol.runTurn = () => Promise.reject(new Error("no worker"));

    const status = await finish(await start({}, "a1"));

    expect(status).toMatchObject({
      runtimeStatus: "Failed",
      output: "Orchestrator function 'main' failed: no worker",
    });
    expect(log).toEqual(['error: Cannot run a turn of main "a1": no worker']);
  });

  it("fails the instance when a decision cannot be carried out, and carries out none of them", async () => {
    const { run, worker, kinds } = harness({
      scripts: {
        *main({ task, timer }) {
          yield { all: [task("a"), timer(NaN)] };
        },
      },
      activities: { a: () => 1 },
    });

    const status = await run();

    expect(status.runtimeStatus).toBe("Failed");
    expect(status.output).toMatch(/^Cannot write a turn of ".*": Invalid time value$/);
    expect(kinds(status.instanceId)).toEqual(["ExecutionStarted", "ExecutionCompleted"]);
    expect(worker.invocations).toEqual([]);
  });

  it("tells of what a function runs into, with its name and the instance's id", async () => {
    const told: Warning[] = [];
    const { run } = harness({
      warn: (warning) => told.push(warning),
      scripts: {
        *main({ warn, task }) {
          warn("open-timer", "cancel it");
          yield task("a");
        },
      },
      activities: { a: () => 1 },
    });

    const { instanceId } = await run();

    const warning = { rule: "open-timer", sentence: "cancel it", functionName: "main", instanceId };
    expect(told).toEqual([warning, warning]);
  });
});

describe("custom status", () => {
  it("is replaced by every turn, also by nothing", async () => {
    const { start, engine, finish } = harness({
      scripts: {
        *main({ setCustomStatus, event, turn }) {
          if (turn.history.length < 4) setCustomStatus('"waiting"');
          yield event("go");
        },
      },
    });

    const id = await start();
    await engine.whenIdle();
    expect(engine.status(id)!.customStatus).toBe('"waiting"');
    await engine.raiseEvent(id, "go", "1");

    expect((await finish(id)).customStatus).toBeNull();
  });

  it("fails the instance when it is longer than 16 KB of UTF-16 text", async () => {
    const { run } = harness({
      scripts: {
        main: atOnce(({ setCustomStatus, input }) => setCustomStatus("x".repeat(input as number))),
      },
    });

    expect(await run(8192)).toMatchObject({ runtimeStatus: "Completed" });
    const tooLong = await run(8193);
    expect(tooLong).toMatchObject({ runtimeStatus: "Failed", customStatus: null });
    expect(tooLong.output).toContain("longer than 16 KB");
  });
});

describe("durable timers", () => {
  it("fire when the clock is there, not before", async () => {
    const { start, engine, clock } = harness({
      scripts: {
        *main({ timer, now }) {
          yield timer(now() + minute);
        },
      },
    });
    const id = await start();
    await engine.whenIdle();

    clock.turnBy(minute - 1);
    await engine.whenIdle();
    expect(engine.status(id)!.runtimeStatus).toBe("Running");

    clock.turnBy(10);
    await engine.whenIdle();
    expect(engine.status(id)!.runtimeStatus).toBe("Completed");
  });

  it("set one timer of the clock, for the earliest, however many there are", async () => {
    const { start, engine, clock, finish } = harness({
      scripts: {
        *main({ timer, now, input }) {
          yield { all: [3, 1, 2].map((n) => timer(now() + n * (input as number))) };
        },
      },
    });
    const setTimer = jest.spyOn(clock, "setTimer");

    const ids = await Promise.all([start(minute), start(2 * minute), start(3 * minute)]);
    await engine.whenIdle();
    const set = setTimer.mock.results.length;
    expect(set).toBeLessThanOrEqual(3);
    await Promise.all(ids.map(finish));

    expect(setTimer.mock.results.length - set).toBeLessThanOrEqual(9);
    expect(clock.next()).toBeUndefined();
  });

  it("in the past fire at once", async () => {
    const { start, engine, clock } = harness({
      scripts: {
        *main({ timer }) {
          yield timer(0);
        },
      },
    });

    const id = await start();
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Completed");
    expect(clock.next()).toBeUndefined();
  });

  it("that are due at the same time fire in the order of their ids", async () => {
    const { run, engine } = harness({
      scripts: {
        *main({ timer, now, turn }) {
          const at = Date.parse(turn.history[0]!.Timestamp) + minute;
          yield { all: [timer(at), timer(at), timer(at - 1), timer(at)] };
          return now();
        },
      },
    });

    const { instanceId } = await run();

    const fired = engine
      .history(instanceId)
      .filter((event) => event.EventType === EventType.TimerFired)
      .map((event) => event.TimerId);
    expect(fired).toEqual([2, 0, 1, 3]);
  });

  it("are gone with their instance", async () => {
    const { start, engine, clock } = harness({
      scripts: {
        *main({ timer, now }) {
          yield timer(now() + minute);
        },
      },
    });
    const id = await start();
    await engine.whenIdle();

    await engine.terminate(id, "enough");
    await engine.whenIdle();

    expect(clock.next()).toBeUndefined();
  });

  it("fire in batches without a moment that looks idle", async () => {
    const { start, engine, clock } = harness({
      scripts: {
        *main({ timer, turn }) {
          const at = Date.parse(turn.history[0]!.Timestamp) + minute;
          yield { all: Array.from({ length: 1200 }, () => timer(at)) };
        },
      },
    });
    const id = await start();
    await engine.whenIdle();

    clock.turnBy(2 * minute);
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Completed");
  });
});

describe("turnWhenIdle()", () => {
  it("passes a month in no time", async () => {
    const month = 30 * 24 * 60 * minute;
    const { run, clock } = harness({
      scripts: {
        *main({ timer, turn, task }) {
          const start = Date.parse(turn.history[0]!.Timestamp);
          for (let week = 1; week <= 4; week += 1) {
            yield timer(start + (week * month) / 4);
            yield task("look");
          }
          return "done";
        },
      },
      activities: { look: () => 1 },
    });
    const before = clock.now();

    expect(await run()).toMatchObject({ output: '"done"' });
    expect(clock.now() - before).toBeGreaterThanOrEqual(month);
  });

  it("says when nothing is left that could happen", async () => {
    const { start, finish } = harness({
      scripts: {
        *main({ event }) {
          yield event("never");
        },
      },
    });

    await expect(finish(await start())).rejects.toThrow("no timer is set");
  });
});

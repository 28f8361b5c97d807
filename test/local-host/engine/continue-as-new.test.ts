import { EventType } from "../../../local-host/protocol/history";
import { harness } from "./support/harness";

describe("continue-as-new", () => {
  it("starts again under a new execution id with the new input and an empty history", async () => {
    const { start, finish, engine, protocol, kinds } = harness({
      scripts: {
        *main({ input, task, continueAsNew }) {
          const n = input as number;
          yield task("work", n);
          return n < 3 ? continueAsNew(n + 1) : n;
        },
      },
      activities: { work: () => 1 },
    });

    const status = await finish(await start(1, "a1"));

    expect(status).toMatchObject({ runtimeStatus: "Completed", output: "3", input: "3" });
    expect(kinds("a1")).toEqual([
      "ExecutionStarted",
      "TaskScheduled",
      "TaskCompleted",
      "ExecutionCompleted",
    ]);
    expect(new Set(protocol.turns.map(({ executionId }) => executionId)).size).toBe(3);
    expect(engine.history("a1")[1]!.OrchestrationInstance).toEqual({
      InstanceId: "a1",
      ExecutionId: protocol.turns.at(-1)!.executionId,
    });
  });

  it("keeps when the instance was created, and who its parent is", async () => {
    const { run, clock, engine } = harness({
      scripts: {
        *main({ child }) {
          return yield child("child", 1, "c1");
        },
        *child({ input, timer, now, continueAsNew }) {
          if (input !== 1) return "from the second";
          yield timer(now() + 60_000);
          return continueAsNew(2);
        },
      },
    });
    const before = clock.now();

    expect((await run()).output).toBe('"from the second"');
    const { createdAt, updatedAt } = engine.status("c1")!;
    expect(createdAt).toBeLessThan(before + 1_000);
    expect(updatedAt).toBeGreaterThanOrEqual(before + 60_000);
  });

  it("keeps the custom status until the new execution sets one, or runs a second turn", async () => {
    const { start, engine, finish } = harness({
      scripts: {
        *main({ input, event, setCustomStatus, continueAsNew }) {
          if (input === 1) {
            setCustomStatus('"first"');
            return continueAsNew(2);
          }
          return yield event("go");
        },
      },
    });
    const id = await start(1);
    await engine.whenIdle();
    expect(engine.status(id)).toMatchObject({ runtimeStatus: "Running", customStatus: '"first"' });

    await engine.raiseEvent(id, "go", "1");
    expect((await finish(id)).customStatus).toBeNull();
  });

  it("takes along kept events first, then those that arrived meanwhile", async () => {
    const { engine, start, finish, protocol } = harness({
      scripts: {
        *main({ input, event, turn, continueAsNew }) {
          if (input === 1) {
            yield event("go");
            const kept = turn.history.filter((e) => e.EventType === EventType.EventRaised).slice(1);
            return continueAsNew(2, kept);
          }
          return [yield event("go"), yield event("go")];
        },
      },
    });
    const id = await start(1);
    await engine.whenIdle();
    // While the turn of the first two runs, a third one arrives.
    const runTurn = protocol.runTurn.bind(protocol);
    jest.spyOn(protocol, "runTurn").mockImplementationOnce(async (turn) => {
      const result = await runTurn(turn);
      await engine.raiseEvent(id, "go", '"third"');
      return result;
    });

    await Promise.all([
      engine.raiseEvent(id, "go", '"first"'),
      engine.raiseEvent(id, "go", '"second"'),
    ]);

    expect((await finish(id)).output).toBe('["second","third"]');
    const events = engine.history(id).filter((e) => e.EventType === EventType.EventRaised);
    expect(events.every((event) => event.IsPlayed === undefined)).toBe(true);
  });

  it("drops results of the execution before", async () => {
    const slow = Promise.withResolvers<void>();
    const { engine, start, kinds } = harness({
      scripts: {
        *main({ input, event, turn, continueAsNew }) {
          if (input === 2) return yield event("end");
          if (!turn.history.some((e) => e.EventType === EventType.EventRaised)) {
            yield { decision: { kind: "schedule-task", name: "slow", input: { absent: true } } };
          }
          return continueAsNew(2);
        },
      },
      activities: { slow: () => slow.promise },
    });
    const id = await start(1);
    await new Promise(setImmediate);
    await engine.raiseEvent(id, "go", "1");
    while (engine.status(id)!.input !== "2") await new Promise(setImmediate);

    slow.resolve();
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Running");
    expect(kinds(id)).toEqual(["ExecutionStarted"]);
  });

  it("lets a termination of the same turn win", async () => {
    const { engine, start } = harness({
      scripts: {
        *main({ event, continueAsNew }) {
          yield event("go");
          return continueAsNew(2);
        },
      },
    });
    const id = await start(1);
    await engine.whenIdle();

    await Promise.all([engine.raiseEvent(id, "go", "1"), engine.terminate(id, "enough")]);
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Terminated");
  });
});

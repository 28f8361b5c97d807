import { type Harness, harness } from "./support/harness";

const minute = 60_000;

/** "main" waits for "go" and gives its data; "busy" has an activity and a timer under way. */
const waiting = (isStarted = true): Harness =>
  harness({
    isStarted,
    scripts: {
      *main({ event }) {
        return yield event("go");
      },
      *twice({ event }) {
        return [yield event("go"), yield event("go")];
      },
      *busy({ task, timer, turn }) {
        const at = Date.parse(turn.history[0]!.Timestamp) + minute;
        yield { all: [task("work"), timer(at)] };
        yield task("after");
      },
    },
    activities: { work: () => 1, after: () => 2 },
  });

async function running(name = "main", from = waiting()): Promise<Harness & { id: string }> {
  const id = await from.start({}, "a1", name);
  await from.engine.whenIdle();
  return { ...from, id };
}

describe("raiseEvent()", () => {
  it("reaches a running instance", async () => {
    const { engine, id } = await running();

    await expect(engine.raiseEvent(id, "go", '{"ok":true}')).resolves.toBe("accepted");
    await engine.whenIdle();

    expect(engine.status(id)).toMatchObject({ runtimeStatus: "Completed", output: '{"ok":true}' });
  });

  it("keeps the order of arrival, in one turn or in several", async () => {
    const { engine, id } = await running("twice");

    await Promise.all([engine.raiseEvent(id, "go", "1"), engine.raiseEvent(id, "go", "2")]);
    await engine.whenIdle();

    expect(engine.status(id)!.output).toBe("[1,2]");
  });

  it("is kept for a pending instance", async () => {
    const { engine, start } = waiting(false);
    const id = await start();
    await expect(engine.raiseEvent(id, "go", "1")).resolves.toBe("accepted");
    expect(engine.status(id)!.runtimeStatus).toBe("Pending");

    engine.start();
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Completed");
  });

  it("says when there is no such instance, and when it is over", async () => {
    const { engine, id, store } = await running();
    await expect(engine.raiseEvent("nobody", "go", "1")).resolves.toBe("not-found");
    await engine.raiseEvent(id, "go", "1");
    await engine.whenIdle();

    await expect(engine.raiseEvent(id, "go", "1")).resolves.toBe("finished");
    expect(store.messageTargets()).toEqual([]);
  });
});

describe("terminate()", () => {
  it("ends the instance with the reason for its output", async () => {
    const { engine, id, kinds } = await running();

    await expect(engine.terminate(id, "enough")).resolves.toBe("accepted");
    await engine.whenIdle();

    expect(engine.status(id)).toMatchObject({ runtimeStatus: "Terminated", output: "enough" });
    expect(kinds(id)).toEqual(["ExecutionStarted", "ExecutionTerminated", "ExecutionCompleted"]);
  });

  it("wins over an event that came before it and was not taken yet", async () => {
    const { engine, id } = await running();

    await Promise.all([engine.raiseEvent(id, "go", "1"), engine.terminate(id, "enough")]);
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Terminated");
  });

  it("ends a suspended instance, too", async () => {
    const { engine, id } = await running();
    await engine.suspend(id, "look first");
    await engine.whenIdle();

    await engine.terminate(id, "enough");
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Terminated");
  });

  it("ends a pending instance before its code runs", async () => {
    const { engine, start, protocol } = waiting(false);
    const id = await start();
    await engine.terminate(id, "enough");

    engine.start();
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Terminated");
    expect(protocol.turns).toEqual([]);
  });

  it("says when there is no such instance, and when it is over", async () => {
    const { engine, id } = await running();
    await engine.terminate(id, "enough");
    await engine.whenIdle();

    await expect(engine.terminate(id, "again")).resolves.toBe("finished");
    await expect(engine.terminate("nobody", "")).resolves.toBe("not-found");
  });
});

describe("suspend() and resume()", () => {
  it("hold back events until the instance is resumed, and keep their order", async () => {
    const { engine, id, kinds } = await running("twice");

    await engine.suspend(id, "look first");
    await engine.whenIdle();
    expect(engine.status(id)).toMatchObject({ runtimeStatus: "Suspended", output: "look first" });

    await engine.raiseEvent(id, "go", "1");
    await engine.raiseEvent(id, "go", "2");
    await engine.whenIdle();
    expect(engine.status(id)!.runtimeStatus).toBe("Suspended");

    await expect(engine.resume(id, "fine")).resolves.toBe("accepted");
    await engine.whenIdle();
    expect(engine.status(id)).toMatchObject({ runtimeStatus: "Completed", output: "[1,2]" });
    expect(kinds(id)).toEqual([
      "ExecutionStarted",
      "ExecutionSuspended",
      "ExecutionResumed",
      "EventRaised",
      "EventRaised",
      "ExecutionCompleted",
    ]);
  });

  it("hold back results and timers; nothing new starts", async () => {
    const { engine, clock, id, worker } = await running("busy");
    await engine.suspend(id, "");
    clock.turnBy(2 * minute);
    await engine.whenIdle();
    expect(worker.invocations.map(({ functionName }) => functionName)).toEqual(["work"]);
    expect(engine.status(id)!.runtimeStatus).toBe("Suspended");

    await engine.resume(id, "");
    await engine.whenIdle();

    expect(engine.status(id)).toMatchObject({ runtimeStatus: "Completed", output: null });
    expect(worker.invocations.map(({ functionName }) => functionName)).toEqual(["work", "after"]);
  });

  it("hold back the start of a pending instance", async () => {
    const { engine, start, worker, finish, store } = harness({
      scripts: {
        *main({ task }) {
          yield task("work");
        },
      },
      activities: { work: () => 1 },
      isStarted: false,
    });
    const id = await start();
    await engine.suspend(id, "not yet");
    engine.start();
    await engine.whenIdle();
    expect(engine.status(id)!.runtimeStatus).toBe("Suspended");
    expect(worker.invocations).toEqual([]);
    expect(store.messages(id)).toHaveLength(1);

    await engine.resume(id, "now");

    expect(await finish(id)).toMatchObject({ runtimeStatus: "Completed" });
  });

  it("refuse to suspend twice and to resume what runs, also before the first has been taken", async () => {
    const { engine, id } = await running();

    await expect(engine.resume(id, "")).resolves.toBe("wrong-state");
    const both = Promise.all([engine.suspend(id, ""), engine.suspend(id, "")]);
    await expect(both).resolves.toEqual(["accepted", "wrong-state"]);
    await engine.whenIdle();
    await expect(engine.suspend(id, "")).resolves.toBe("wrong-state");
    await expect(engine.suspend("nobody", "")).resolves.toBe("not-found");
  });

  it("in one go change nothing but history", async () => {
    const { engine, id, kinds, protocol } = await running();
    const turns = protocol.turns.length;

    await Promise.all([engine.suspend(id, ""), engine.resume(id, "")]);
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Running");
    expect(kinds(id)).toEqual(["ExecutionStarted", "ExecutionSuspended", "ExecutionResumed"]);
    expect(protocol.turns).toHaveLength(turns);
  });
});

import {
  RELEASE_EVENT,
  REQUEST_EVENT,
  entityInstanceId,
  scheduledRequestEvent,
  writeRelease,
  writeRequest,
} from "../../../local-host/protocol/v3/entity-messages";
import { harness } from "./support/harness";
import type { Script, ScriptBody, Wait } from "./support/scripted-protocol";
import type { EntityCall, EntityReply } from "./support/test-worker";

const counter = ({ name, input, state }: EntityCall): EntityReply => {
  const n = (state as number | undefined) ?? 0;
  if (name === "add") return { state: n + (input as number), result: n + (input as number) };
  if (name === "delete") return { isGone: true };
  if (name === "fail") return { isError: true, result: "no" };
  return { result: n };
};

/** What an orchestration of the SDK sends for a call, under an id that a replay makes again. */
function call({ send, turn, event }: Script, key: string, operation: string, input?: number): Wait {
  const id = `${turn.instanceId}-${key}-${operation}-${input ?? ""}`;
  const request = writeRequest({
    kind: "operation",
    id,
    operation,
    isSignal: false,
    input: input === undefined ? null : JSON.stringify(input),
    parent: turn.instanceId,
    parentExecution: turn.executionId,
  });
  send(entityInstanceId({ name: "Counter", key }), REQUEST_EVENT, request);
  return event(id);
}

function lock({ send, turn, event }: Script, ...keys: string[]): Wait {
  const id = `lock-${turn.instanceId}`;
  const lockset = keys.map((key) => ({ name: "counter", key }));
  const { instanceId: parent, executionId: parentExecution } = turn;
  const request = writeRequest({ kind: "lock", id, parent, parentExecution, lockset, position: 0 });
  send(entityInstanceId(lockset[0]!), REQUEST_EVENT, request);
  return event(id);
}

function release({ send, turn }: Script, ...keys: string[]): void {
  const input = writeRelease({ parent: turn.instanceId, id: `lock-${turn.instanceId}` });
  for (const key of keys) send(entityInstanceId({ name: "counter", key }), RELEASE_EVENT, input);
}

const withCounter = (scripts: Record<string, ScriptBody>, more = {}) =>
  harness({ scripts, entities: { counter }, ...more });

const add = (value: number) => ({
  name: "counter",
  key: "x",
  operation: "add",
  input: JSON.stringify(value),
});

describe("signals to durable entities", () => {
  it("change the state, in order, whatever the case of the name", async () => {
    const { engine } = withCounter({});

    await engine.signalEntity({ ...add(1), name: "COUNTER" });
    await engine.signalEntity(add(2));
    await engine.whenIdle();

    expect(engine.entityState("Counter", "x")).toEqual({ state: "3" });
    expect(engine.entityState("counter", "X")).toBeUndefined();
  });

  it("for an entity that nobody registered are refused", async () => {
    const { engine } = withCounter({});

    await expect(engine.signalEntity({ ...add(1), name: "nobody" })).rejects.toThrow(
      "The function 'nobody' doesn't exist",
    );
  });

  it("that come together are one batch, up to the limit", async () => {
    const { engine, worker } = withCounter({}, { limits: { entityBatch: 4 } });

    await Promise.all(Array.from({ length: 10 }, () => engine.signalEntity(add(1))));
    await engine.whenIdle();

    expect(engine.entityState("counter", "x")).toEqual({ state: "10" });
    const sizes = worker.invocations.map(({ trigger }) => {
      const { batch } = JSON.parse((trigger as { string: string }).string) as { batch: unknown[] };
      return batch.length;
    });
    expect(sizes).toEqual([4, 4, 2]);
  });

  it("run one batch at a time for one entity, and several entities at the same time", async () => {
    const running = new Map<string, number>();
    let most = 0;
    const { engine } = harness({
      limits: { entityBatch: 1 },
      entities: {
        async slow({ key }) {
          running.set(key, (running.get(key) ?? 0) + 1);
          expect(running.get(key)).toBe(1);
          most = Math.max(
            most,
            [...running.values()].reduce((a, b) => a + b),
          );
          await new Promise(setImmediate);
          running.set(key, 0);
          return { state: 1 };
        },
      },
    });

    const keys = ["a", "b", "a", "b", "a"];
    await Promise.all(
      keys.map((key) => engine.signalEntity({ name: "slow", key, operation: "op" })),
    );
    await engine.whenIdle();

    expect(most).toBe(2);
  });

  it("can come from another entity", async () => {
    const { engine } = harness({
      entities: {
        counter,
        relay: () => ({
          state: 1,
          signals: [{ name: "Counter", key: "x", operation: "add", input: 5 }],
        }),
      },
    });

    await engine.signalEntity({ name: "relay", key: "r", operation: "go" });
    await engine.whenIdle();

    expect(engine.entityState("counter", "x")).toEqual({ state: "5" });
  });

  it("that are scheduled come at their time", async () => {
    const { start, engine, clock } = withCounter({
      *main({ send, now, event }) {
        const due = now() + 60_000;
        const request = { kind: "operation", id: "s", operation: "add", isSignal: true } as const;
        send("@counter@x", scheduledRequestEvent(due), writeRequest({ ...request, input: "7" }));
        yield event("never");
      },
    });
    const id = await start();
    await engine.whenIdle();
    // Even when the sender is over by then.
    await engine.terminate(id, "");
    await engine.whenIdle();

    clock.turnBy(59_000);
    await engine.whenIdle();
    expect(engine.entityState("counter", "x")).toBeUndefined();
    clock.turnBy(2_000);
    await engine.whenIdle();

    expect(engine.entityState("counter", "x")).toEqual({ state: "7" });
  });
});

const addOne: ScriptBody = function* (script) {
  return yield call(script, "x", "add", 1);
};

describe("calls of durable entities", () => {
  it("get the result of their operation", async () => {
    const { run } = withCounter({
      *main(script) {
        yield call(script, "x", "add", 2);
        return yield call(script, "x", "add", 3);
      },
    });

    expect((await run()).output).toBe('{"result":"5"}');
  });

  it("get an error when the operation has one", async () => {
    const { run } = withCounter({
      *main(script) {
        return yield call(script, "x", "fail");
      },
    });

    expect(JSON.parse((await run()).output!)).toMatchObject({
      result: '"no"',
      exceptionType: expect.any(String),
    });
  });

  it("get an error when the function breaks down or nobody registered it; the state stays", async () => {
    const broken = harness({
      scripts: { main: addOne },
      entities: { counter: () => Promise.reject(new Error("out of order")) },
    });
    const missing = harness({ scripts: { main: addOne } });

    expect((await broken.run()).output).toContain("out of order");
    expect(broken.engine.entityState("counter", "x")).toBeUndefined();
    expect(broken.log[0]).toContain("Entity function 'counter' failed: out of order");
    expect((await missing.run()).output).toContain("it does not exist");
  });

  it("without a result of their own are told so instead of waiting for ever", async () => {
    const { run, worker } = withCounter({
      *main(script) {
        return yield call(script, "x", "get");
      },
    });
    const empty = { entityExists: false, results: [], signals: [] };
    worker.invoke = async () => ({ returnValue: { json: JSON.stringify(empty) }, outputs: {} });

    expect((await run()).output).toContain("gave no result for this operation");
  });

  it("do not reach an execution that is over", async () => {
    const { start, engine, store } = withCounter({
      *main(script) {
        script.send(
          "@counter@x",
          REQUEST_EVENT,
          writeRequest({
            kind: "operation",
            id: "r",
            operation: "get",
            isSignal: false,
            input: null,
            parent: script.turn.instanceId,
            parentExecution: script.turn.executionId,
          }),
        );
        if (script.input === 1) return script.continueAsNew(2);
        return yield script.event("never");
      },
    });
    const id = await start(1);
    await engine.whenIdle();

    const answers = engine.history(id).filter(({ Name }) => Name === "r");
    expect(
      answers.map(({ Input }) => Input).filter((input) => input?.includes("result")),
    ).toHaveLength(1);
    expect(store.messageTargets()).toEqual([]);
  });
});

describe("listing durable entities", () => {
  it("gives name, key and time of the last operation, and the state when asked", async () => {
    const { engine } = withCounter({});
    for (const key of ["b", "a", "c"]) await engine.signalEntity({ ...add(1), key });
    await engine.whenIdle();

    const first = engine.listEntities({ fetchState: false, top: 2 });
    expect(first.entities.map(({ key }) => key)).toEqual(["a", "b"]);
    expect(first.entities[0]).not.toHaveProperty("state");
    const { continuationToken } = first;
    const second = engine.listEntities({
      name: "COUNTER",
      fetchState: true,
      top: 2,
      continuationToken: continuationToken!,
    });
    expect(second).toEqual({
      entities: [{ name: "counter", key: "c", state: "1", lastOperationAt: expect.any(Number) }],
    });
  });

  it("leaves out one that has deleted itself", async () => {
    const { engine, store } = withCounter({});
    await engine.signalEntity(add(1));
    await engine.signalEntity({ name: "counter", key: "x", operation: "delete" });
    await engine.whenIdle();

    expect(engine.entityState("counter", "x")).toBeUndefined();
    expect(engine.listEntities({ fetchState: true, top: 9 }).entities).toEqual([]);
    expect(store.entity({ name: "counter", key: "x" })).toBeUndefined();
  });
});

/** Locks x and y, adds to x when "go" comes, and gives both up unless told otherwise. */
const critical = (end: "release" | "forget" | "fail" | "continue"): ScriptBody =>
  function* (script) {
    if (script.input === "again") return "again";
    yield lock(script, "x", "y");
    script.setCustomStatus('"locked"');
    yield script.event("go");
    yield call(script, "x", "add", 10);
    if (end === "release") release(script, "x", "y");
    if (end === "fail") throw new Error("boom");
    if (end === "continue") return script.continueAsNew("again");
    return "done";
  };
const signalled = async (engine: ReturnType<typeof withCounter>["engine"], value: number) => {
  await engine.signalEntity(add(value));
  await engine.whenIdle();
  return engine.entityState("counter", "x")?.state;
};

describe("locks", () => {
  it.each(["release", "forget", "fail", "continue"] as const)(
    "keep others out until they are given up (%s)",
    async (end) => {
      const { engine, start, store } = withCounter({ main: critical(end) });
      const id = await start();
      await engine.whenIdle();
      expect(engine.status(id)!.customStatus).toBe('"locked"');
      expect(await signalled(engine, 1)).toBeUndefined();

      await engine.raiseEvent(id, "go", "1");
      await engine.whenIdle();

      // First the owner's 10, then the 1 that waited.
      expect(engine.entityState("counter", "x")).toEqual({ state: "11" });
      expect(store.entity({ name: "counter", key: "y" })).toBeUndefined();
      expect(await signalled(engine, 1)).toBe("12");
    },
  );

  it("are free after their owner was terminated, granted or not", async () => {
    const { engine, start } = withCounter({ main: critical("forget") });
    const first = await start();
    await engine.whenIdle();
    const second = await start();
    await engine.whenIdle();
    expect(engine.status(second)!.customStatus).toBeNull();

    await engine.terminate(second, "");
    await engine.terminate(first, "");
    await engine.whenIdle();

    expect(await signalled(engine, 1)).toBe("1");
  });

  it("go from one owner to the next who waits", async () => {
    const { engine, start } = withCounter({ main: critical("release") });
    const ids = await Promise.all([start(), start(), start()]);
    const order: string[] = [];
    const owner = (): string | undefined =>
      ids.find((id) => !order.includes(id) && engine.status(id)!.customStatus === '"locked"');
    await engine.whenIdle();

    while (order.length < 3) {
      const id = owner()!;
      order.push(id);
      await engine.raiseEvent(id, "go", "1");
      await engine.whenIdle();
      expect(engine.status(id)!.runtimeStatus).toBe("Completed");
    }

    expect(new Set(order).size).toBe(3);
    expect(engine.entityState("counter", "x")).toEqual({ state: "30" });
  });

  it("survive a restart of the host", async () => {
    const before = withCounter({ main: critical("release") });
    const id = await before.start();
    await before.engine.whenIdle();
    const { engine, finish } = withCounter({ main: critical("release") }, { store: before.store });
    expect(await signalled(engine, 1)).toBeUndefined();

    await engine.raiseEvent(id, "go", "1");

    expect(await finish(id)).toMatchObject({ runtimeStatus: "Completed" });
    expect(engine.entityState("counter", "x")).toEqual({ state: "11" });
  });
});

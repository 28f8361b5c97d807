// Before the SDK: it stands in for the module that the SDK registers with.
import { testWorker } from "../protocol/support/test-worker";
import * as df from "durable-functions";
import { TurnedClock } from "../../../local-host/clock";
import { turnWhenIdle } from "../../../local-host/engine/auto-turn";
import { createEngine } from "../../../local-host/engine/create-engine";
import type { Engine, InstanceStatus } from "../../../local-host/engine/engine";
import { createV3Protocol } from "../../../local-host/protocol/v3/v3-protocol";
import { createMemoryStore } from "../../../local-host/store/memory";

const hour = 3_600_000;
const calls: string[] = [];
const down = new Set<string>();
beforeEach(() => {
  calls.length = 0;
  down.clear();
});

df.app.activity("look", {
  handler: (input: { at: string }) => {
    calls.push(input.at);
    if (down.has(input.at)) throw new Error(`${input.at} is down`);
    return { found: input.at };
  },
});

df.app.entity("counter", (context: df.EntityContext<number>) => {
  const n = context.df.getState(() => 0) ?? 0;
  if (context.df.operationName === "add") {
    context.df.setState(n + Number(context.df.getInput()));
    context.df.return(n + Number(context.df.getInput()));
  } else context.df.return(n);
});

const retry = new df.RetryOptions(1_000, 3);
const counter = new df.EntityId("counter", "x");

df.app.orchestration("retried", function* (context) {
  const look = (at: string) => context.df.callActivityWithRetry("look", retry, { at });
  return yield context.df.Task.all([look("a"), look("b")]);
});

df.app.orchestration("approval", function* (context) {
  const until = new Date(context.df.currentUtcDateTime.getTime() + 240 * hour);
  const timer = context.df.createTimer(until);
  const approved = context.df.waitForExternalEvent("approved");
  const winner = yield context.df.Task.any([approved, timer]);
  if (winner === approved) timer.cancel();
  return winner === approved ? "approved" : "nobody answered";
});

df.app.orchestration("locked", function* (context) {
  const lock = yield context.df.lock(counter);
  const before = yield context.df.callEntity(counter, "get");
  yield context.df.waitForExternalEvent("go");
  const after = yield context.df.callEntity(counter, "add", 10);
  lock.release();
  return [before, after];
});

df.app.orchestration("looping", function* (context) {
  const { n } = context.df.getInput<{ n: number }>();
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + hour));
  const child = yield context.df.callSubOrchestrator("child", { n });
  if (n < 3) {
    context.df.continueAsNew({ n: n + 1 });
    return undefined;
  }
  return child;
});

df.app.orchestration("child", function* (context) {
  const { n } = context.df.getInput<{ n: number }>();
  yield context.df.callActivity("look", { at: `child ${n}` });
  return n;
});

const registered = (triggerType: string, ...names: string[]) =>
  names.map((name) => ({ name, triggerType, bindings: {} }));

function host() {
  const clock = new TurnedClock();
  const worker = {
    invoke: testWorker.invoke.bind(testWorker),
    stop: async () => undefined,
    functions: [
      ...registered("orchestrationTrigger", "retried", "approval", "locked", "looping", "child"),
      ...registered("activityTrigger", "look"),
      ...registered("entityTrigger", "counter"),
    ],
  };
  const protocol = createV3Protocol(worker);
  const engine = createEngine({ store: createMemoryStore(), clock, protocol, worker });
  engine.start();
  return { clock, engine };
}

async function start(engine: Engine, functionName: string, input: unknown = {}): Promise<string> {
  const result = await engine.startInstance({ functionName, input: JSON.stringify(input) });
  if (!result.ok) throw new Error(result.reason);
  return result.instanceId;
}

async function finish(
  { engine, clock }: ReturnType<typeof host>,
  id: string,
): Promise<InstanceStatus> {
  const isOver = () => ["Completed", "Failed"].includes(engine.status(id)!.runtimeStatus);
  await turnWhenIdle(engine, clock, isOver);
  return engine.status(id)!;
}

describe("the engine with durable-functions 3.5", () => {
  it("retries on durable timers, fails with the activity's error, and is rewound", async () => {
    const made = host();
    down.add("b");
    const id = await start(made.engine, "retried");

    const failed = await finish(made, id);
    expect(failed.runtimeStatus).toBe("Failed");
    expect(failed.output).toContain("Activity function 'look' failed: b is down");
    expect(calls.filter((at) => at === "b")).toHaveLength(3);

    down.clear();
    await made.engine.rewind(id, "b is up");
    const { runtimeStatus, output } = await finish(made, id);
    expect({ runtimeStatus, output }).toEqual({
      runtimeStatus: "Completed",
      output: '[{"found":"a"},{"found":"b"}]',
    });
    expect(calls.filter((at) => at === "a")).toHaveLength(1);
    expect(calls.filter((at) => at === "b")).toHaveLength(4);
  });

  it("waits ten days for nobody, in pieces, or ends with the answer", async () => {
    const made = host();
    const began = made.clock.now();
    const unanswered = await start(made.engine, "approval");
    expect((await finish(made, unanswered)).output).toBe('"nobody answered"');
    expect(made.clock.now() - began).toBeGreaterThanOrEqual(240 * hour);

    const answered = await start(made.engine, "approval");
    await made.engine.whenIdle();
    await made.engine.raiseEvent(answered, "approved", "true");
    expect((await finish(made, answered)).output).toBe('"approved"');
  });

  it("locks an entity against others", async () => {
    const made = host();
    const { engine } = made;
    const id = await start(engine, "locked");
    await engine.whenIdle();
    await engine.signalEntity({ name: "counter", key: "x", operation: "add", input: "1" });
    await engine.whenIdle();
    // It exists because it was asked; nothing was added yet.
    expect(engine.entityState("counter", "x")).toEqual({ state: "null" });

    await engine.raiseEvent(id, "go", "1");

    expect((await finish(made, id)).output).toBe("[0,10]");
    await engine.whenIdle();
    expect(engine.entityState("counter", "x")).toEqual({ state: "11" });
  });

  it("continues as new over timers and children", async () => {
    const made = host();
    const id = await start(made.engine, "looping", { n: 1 });

    expect(await finish(made, id)).toMatchObject({ runtimeStatus: "Completed", output: "3" });
    expect(calls).toEqual(["child 1", "child 2", "child 3"]);
  });
});

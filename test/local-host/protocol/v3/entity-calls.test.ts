import * as df from "durable-functions";
import { EventType } from "../../../../local-host/protocol/history";
import type { Decision } from "../../../../local-host/protocol/protocol";
import { readRelease, readRequest } from "../../../../local-host/protocol/v3/entity-messages";
import {
  type Run,
  completed,
  executionId,
  instanceId,
  orchestrate,
  raised,
} from "../support/run-orchestration";

const ledger = new df.EntityId("Ledger", "Case-7");
const audit = new df.EntityId("audit", "x");

const messageOf = (decision: Decision | undefined) => {
  if (decision?.kind !== "send-event") throw new Error("Expected an event to an entity");
  return readRequest(decision.input);
};

/** The entity's answer to what was sent last but `back`. */
function answer(run: Run, result: unknown, back = 0) {
  const sent = run.history.filter((event) => event.EventType === EventType.EventSent);
  return raised(messageId(sent.at(-1 - back)?.Input), { result: JSON.stringify(result) });
}

const messageId = (input: string | null | undefined): string => JSON.parse(input ?? "{}").id;

describe("an entity that is called", () => {
  it("gets a request, and its answer is the result", async () => {
    const run = orchestrate(function* (context) {
      return yield context.df.callEntity(ledger, "add", { n: 1 });
    });

    const { decisions } = await run.turn();
    const last = await run.turn(answer(run, { n: 3 }));

    expect(decisions).toEqual([
      {
        kind: "send-event",
        id: 0,
        instanceId: "@ledger@Case-7",
        name: "op",
        input: expect.any(String),
      },
    ]);
    expect(messageOf(decisions[0])).toEqual({
      kind: "operation",
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
      operation: "add",
      isSignal: false,
      input: '{"n":1}',
      parent: instanceId,
      parentExecution: executionId,
    });
    expect(last.decisions).toMatchObject([{ status: "Completed", output: '{"n":3}' }]);
  });

  it.each([
    ["undefined", undefined, null],
    ["null", null, null],
    ["zero", 0, "0"],
    ["false", false, "false"],
    ["a text", "x", '"x"'],
  ])("gets %s as input", async (_title, input, expected) => {
    const run = orchestrate(function* (context) {
      yield context.df.callEntity(ledger, "add", input);
    });

    const { decisions } = await run.turn();

    expect(messageOf(decisions[0])).toMatchObject({ input: expected });
  });

  it("one after the other gets requests with different ids, the same in every replay", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.callEntity(ledger, "one");
      yield context.df.callEntity(ledger, "two");
      yield context.df.callActivity("after");
    });

    const first = await run.turn();
    const second = await run.turn(answer(run, 1));
    const third = await run.turn(answer(run, 2));

    expect(third.decisions).toMatchObject([{ id: 2, name: "after" }]);
    expect(messageOf(first.decisions[0]).id).not.toBe(messageOf(second.decisions[0]).id);
  });

  it("side by side with another is answered under an id of its own", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      return yield durable.Task.all([
        durable.callEntity(ledger, "get"),
        durable.callEntity(audit, "get"),
      ]);
    });

    await run.turn();
    const half = await run.turn(answer(run, "audit"));
    const { decisions } = await run.turn(answer(run, "ledger", 1));

    expect(half.decisions).toEqual([]);
    expect(decisions).toMatchObject([{ output: '["ledger","audit"]' }]);
  });

  it("and throws gives an error called [object Object], and is warned of", async () => {
    const run = orchestrate(function* (context) {
      try {
        yield context.df.callEntity(ledger, "add");
      } catch (error) {
        return (error as Error).message;
      }
      return "no error";
    });

    await run.turn();
    const error = { ...answer(run, {}), Input: '{"result":"{}","exceptionType":"E"}' };
    const { decisions, warnings } = await run.turn(error);

    expect(decisions).toMatchObject([{ output: '"[object Object]"' }]);
    expect(warnings).toEqual([expect.stringMatching(/^entity-error: "add" of @ledger@Case-7/)]);
  });

  it("does not hold up the end of the function", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      yield durable.Task.any([durable.callEntity(ledger, "add"), durable.callActivity("a")]);
      return "done";
    });

    await run.turn();
    const { decisions } = await run.turn(completed(1));

    expect(decisions).toMatchObject([{ status: "Completed" }]);
  });
});

describe("an entity that is signalled", () => {
  it("gets a request without an answer, in the order of the code", async () => {
    const run = orchestrate(function* (context) {
      context.df.signalEntity(audit, "note", "started");
      yield context.df.callActivity("a");
      context.df.signalEntity(audit, "note", "ended");
    });

    const first = await run.turn();
    const last = await run.turn(completed(1));

    expect(first.decisions).toMatchObject([
      { kind: "send-event", id: 0, instanceId: "@audit@x" },
      { kind: "schedule-task", id: 1 },
    ]);
    expect(messageOf(first.decisions[0])).toMatchObject({ isSignal: true, input: '"started"' });
    expect(last.decisions).toMatchObject([{ id: 2 }, { kind: "complete", status: "Completed" }]);
  });
});

const locking = (release: "release" | "forget" | "throw") =>
  orchestrate(function* (context) {
    const lock = yield context.df.lock(ledger, audit, ledger);
    yield context.df.callEntity(ledger, "add");
    yield context.df.callActivity("work");
    if (release === "throw") throw new Error("boom");
    if (release === "release") lock.release();
    return "done";
  });

const granted = (run: Run) => answer(run, null);

async function upToTheWork(run: Run) {
  const first = await run.turn();
  const call = await run.turn(granted(run));
  const work = await run.turn(answer(run, 1));
  return { first, call, work };
}

describe("a critical section", () => {
  it("asks the first entity of the sorted set for all locks, and goes on when they are granted", async () => {
    const run = locking("release");

    const { first, call, work } = await upToTheWork(run);

    expect(first.decisions).toMatchObject([{ id: 0, instanceId: "@audit@x", name: "op" }]);
    expect(messageOf(first.decisions[0])).toEqual({
      kind: "lock",
      id: expect.any(String),
      parent: instanceId,
      parentExecution: executionId,
      lockset: [
        { name: "audit", key: "x" },
        { name: "ledger", key: "Case-7" },
      ],
      position: 0,
    });
    expect(first.warnings).toEqual([expect.stringMatching(/^lock: /)]);
    expect(call.decisions).toMatchObject([{ id: 1, instanceId: "@ledger@Case-7" }]);
    expect(work.decisions).toMatchObject([{ id: 2, name: "work" }]);
  });

  it.each([
    ["when the function says so", "release", "Completed"],
    ["at the end when it forgets to", "forget", "Completed"],
    ["at the end when it throws", "throw", "Failed"],
  ] as const)("gives up its locks %s", async (_title, release, status) => {
    const run = locking(release);

    const { first } = await upToTheWork(run);
    const { decisions } = await run.turn(completed(2));

    const sent = decisions.filter((decision) => decision.kind === "send-event");
    expect(sent).toMatchObject([
      { id: 3, name: "release" },
      { id: 4, name: "release" },
    ]);
    expect(sent.map((decision) => decision.instanceId).toSorted()).toEqual([
      "@audit@x",
      "@ledger@Case-7",
    ]);
    for (const { input } of sent) {
      expect(readRelease(input)).toEqual({
        parent: instanceId,
        id: messageOf(first.decisions[0]).id,
      });
    }
    expect(decisions.at(-1)).toMatchObject({ kind: "complete", status });
  });

  it("numbers what follows the release after it", async () => {
    const run = orchestrate(function* (context) {
      const lock = yield context.df.lock(ledger, audit);
      lock.release();
      yield context.df.callActivity("after");
      return "done";
    });

    await run.turn();
    const after = await run.turn(granted(run));
    const last = await run.turn(completed(3));

    expect(after.decisions).toMatchObject([
      { id: 1, name: "release" },
      { id: 2, name: "release" },
      { id: 3, name: "after" },
    ]);
    expect(last.decisions).toEqual([{ kind: "complete", status: "Completed", output: '"done"' }]);
  });
});

import { EventType } from "../../../local-host/protocol/history";
import { HTTP_ACTIVITY } from "../../../local-host/protocol/protocol";
import { harness } from "./support/harness";
import type { ScriptBody } from "./support/scripted-protocol";
import { NoFailure } from "./support/test-worker";

const fanOut: ScriptBody = function* ({ task, input }) {
  const count = input as number;
  return yield { all: Array.from({ length: count }, (_, i) => task("work", i)) };
};

/** Activities that end when the test says so. */
function gate() {
  const waiting: (() => void)[] = [];
  return {
    pass: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    open: () => waiting.splice(0).forEach((resolve) => resolve()),
    waiting,
  };
}

const failOnce = (name: string): Record<string, ScriptBody> => ({
  *main({ task }) {
    try {
      yield task(name, 1);
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  },
});

describe("activities", () => {
  it("run in the order of scheduling, never more at a time than the limit says", async () => {
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const { run } = harness({
      scripts: { main: fanOut },
      limits: { activities: 3 },
      activities: {
        async work(input) {
          order.push(input as number);
          most = Math.max(most, (running += 1));
          await new Promise(setImmediate);
          running -= 1;
          return input;
        },
      },
    });

    const { output } = await run(10);

    expect(JSON.parse(output!)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(3);
  });

  it("are found by name without case", async () => {
    const { run } = harness({
      scripts: {
        *main({ task }) {
          return yield task("LOOKUP");
        },
      },
      activities: { lookUp: () => "found" },
    });

    expect((await run()).output).toBe('"found"');
  });

  it("get what the protocol says: text, JSON or nothing", async () => {
    const got: unknown[] = [];
    const { run, worker } = harness({
      scripts: {
        *main({ task }) {
          yield task("work", { a: 1 });
          yield task("work");
          const text = { kind: "schedule-task", name: "work", input: { text: "7" } } as const;
          yield { decision: text };
        },
      },
      activities: { work: (input) => void got.push(input) },
    });

    await run();

    expect(got).toEqual([{ a: 1 }, undefined, "7"]);
    expect(worker.invocations[1]!.trigger).toBeUndefined();
  });

  it("that return nothing have a null result", async () => {
    const { run, engine } = harness({
      scripts: {
        *main({ task }) {
          yield task("work");
        },
      },
      activities: { work: () => undefined },
    });

    const { instanceId } = await run();

    const completed = engine
      .history(instanceId)
      .find((e) => e.EventType === EventType.TaskCompleted);
    expect(completed).toMatchObject({ TaskScheduledId: 0, Result: null });
  });

  it("that throw are a failed task with the extension's words", async () => {
    const { run, engine } = harness({
      scripts: failOnce("work"),
      activities: {
        work() {
          throw new Error("no route");
        },
      },
    });

    const status = await run();

    expect(status.output).toBe(JSON.stringify("Activity function 'work' failed: no route"));
    const failed = engine
      .history(status.instanceId)
      .find((e) => e.EventType === EventType.TaskFailed);
    expect(failed).toMatchObject({ TaskScheduledId: 0, Details: "stack of work" });
  });

  it("that nobody registered are a failed task", async () => {
    const { run } = harness({ scripts: failOnce("nowhere") });

    expect(JSON.parse((await run()).output!)).toBe(
      "Activity function 'nowhere' failed: Activity function 'nowhere' does not exist.",
    );
  });

  it("whose worker breaks down are a failed task", async () => {
    const { run } = harness({
      scripts: failOnce("work"),
      activities: {
        work() {
          throw new NoFailure("", { cause: new TypeError("cannot read the answer") });
        },
      },
    });

    expect((await run()).output).toContain("cannot read the answer");
  });

  it("called BuiltIn::HttpActivity are the host's own", async () => {
    const asked: string[] = [];
    const { run } = harness({
      scripts: {
        *main({ task }) {
          return yield task(HTTP_ACTIVITY, { method: "GET", uri: "http://127.0.0.1/x" });
        },
      },
      async httpActivity(input) {
        asked.push(input);
        return '{"statusCode":200}';
      },
    });

    expect((await run()).output).toBe('{"statusCode":200}');
    expect(asked).toEqual(['{"method":"GET","uri":"http://127.0.0.1/x"}']);
  });

  it("called BuiltIn::HttpActivity fail when the call does, or when the host makes none", async () => {
    const refused = harness({
      scripts: failOnce(HTTP_ACTIVITY),
      httpActivity: () => Promise.reject(new Error("ECONNREFUSED")),
    });
    const none = harness({ scripts: failOnce(HTTP_ACTIVITY) });

    expect((await refused.run()).output).toContain("ECONNREFUSED");
    expect((await none.run()).output).toContain("makes no HTTP calls");
  });

  it("keep their work until the result is a message, and drop the result for one that is over", async () => {
    const gates = gate();
    const { start, engine, store } = harness({
      scripts: { main: fanOut },
      activities: { work: gates.pass },
    });
    const id = await start(1);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(store.work()).toMatchObject([{ instanceId: id, taskId: 0, name: "work" }]);

    await engine.terminate(id, "enough");
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const ended = engine.history(id);
    gates.open();
    await engine.whenIdle();

    expect(engine.status(id)!.runtimeStatus).toBe("Terminated");
    expect(engine.history(id)).toEqual(ended);
    expect(store.work()).toEqual([]);
    expect(store.messageTargets()).toEqual([]);
  });
});

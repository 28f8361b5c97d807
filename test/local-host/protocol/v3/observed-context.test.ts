import { observe } from "../../../../local-host/protocol/v3/observed-context";
import { nothing, orchestrate } from "../support/run-orchestration";

const rules = (warnings: string[]): string[] => warnings.map((text) => text.split(":")[0]!);

describe("observe()", () => {
  it("leaves a context as the SDK made it", () => {
    class Durable {
      input = 7;
      getInput(): number {
        return this.input;
      }
    }
    const context: { df?: Durable } = {};
    const durable = new Durable();

    const observed = observe(context);
    expect(context.df).toBeUndefined();
    context.df = durable;

    expect(context.df).toBe(durable);
    expect(Object.keys(context)).toEqual(["df"]);
    expect(Object.keys(durable)).toEqual(["input"]);
    expect(durable.getInput()).toBe(7);
    expect(observed).toMatchObject({ hasReadInput: true, hasSharedGuid: false, made: [] });
  });

  it("looks at nothing when there is a context already, or none can be put there", () => {
    const own = { df: { getInput: () => 7 } };
    const frozen = Object.freeze({});

    const observed = [observe(own), observe(frozen)];
    own.df.getInput();

    expect(observed.map(({ hasReadInput }) => hasReadInput)).toEqual([false, false]);
    expect(frozen).toEqual({});
  });

  it("tells nothing of a shape that it does not know", () => {
    const context: { df?: unknown } = {};
    const observed = observe(context);
    context.df = { callActivity: () => "no task", taskOrchestratorExecutor: {} };

    (context.df as { callActivity(): void }).callActivity();

    expect(observed.made).toEqual([]);
    expect(observed.actions()).toEqual([]);
  });
});

describe("tasks that are not yielded", () => {
  it("are told by what they are, once the function has returned", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      durable.waitForExternalEvent("go");
      durable.callHttp({ method: "GET", url: "http://vendor.test/" });
      durable.callSubOrchestrator("child");
      durable.createTimer(durable.currentUtcDateTime);
      yield durable.callActivity("a");
    });

    const first = await run.turn();
    const last = await run.turn({ EventType: 5, TaskScheduledId: 0, Result: null });

    expect(first.warnings).toEqual([]);
    expect(last.warnings.map((text) => text.replace(/ was asked for.*/, ""))).toEqual([
      'unyielded-task: the wait for "go"',
      "unyielded-task: a callHttp",
      'unyielded-task: "child"',
      "unyielded-task: a timer",
    ]);
  });

  it("are not told when they are in a compound, were cancelled, or the function threw", async () => {
    const yielded = orchestrate(function* (context) {
      const { df: durable } = context;
      const unused = durable.createTimer(durable.currentUtcDateTime);
      if ("cancel" in unused) unused.cancel();
      const inner = durable.Task.all([durable.callActivity("a"), durable.callActivity("b")]);
      yield durable.Task.any([inner, durable.waitForExternalEvent("go")]);
    });
    const thrown = orchestrate(function* (context) {
      context.df.callActivity("never");
      yield* nothing;
      throw new Error("boom");
    });

    await yielded.turn();
    const done = await yielded.turn({ EventType: 15, Name: "go", Input: "1" });

    expect(rules(done.warnings)).toEqual(["open-task", "open-task"]);
    expect((await thrown.turn()).warnings).toEqual([]);
  });

  it("are not the steps that the SDK makes for a poll", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.callHttp({ method: "GET", url: "http://vendor.test/" });
    });
    const answer = (id: number, statusCode: number) => ({
      EventType: 5 as const,
      TaskScheduledId: id,
      Result: JSON.stringify({ statusCode, headers: { Location: "http://v.test/1" }, content: "" }),
    });

    await run.turn();
    await run.turn(answer(0, 202));
    await run.turn({ EventType: 11, TimerId: 1, FireAt: new Date(run.now).toISOString() });
    const { decisions, warnings } = await run.turn(answer(2, 200));

    expect(decisions).toMatchObject([{ status: "Completed" }]);
    expect(warnings).toEqual([]);
  });
});

describe("an empty input", () => {
  it("is not told when nobody reads it, or when a parent gave it", async () => {
    const unread = orchestrate(
      function* () {
        yield* nothing;
      },
      { input: "" },
    );
    const given = orchestrate(
      function* (context) {
        yield* nothing;
        return context.df.getInput();
      },
      { input: "", parentInstanceId: "p1" },
    );

    expect((await unread.turn()).warnings).toEqual([]);
    expect((await given.turn()).warnings).toEqual([]);
  });
});

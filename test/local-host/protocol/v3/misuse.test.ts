import * as df from "durable-functions";
import type { OrchestrationHandler } from "durable-functions";
import { completed, nothing, orchestrate, raised } from "../support/run-orchestration";

const violation = expect.stringContaining("Durable Functions programming constraint violation");

describe("a function that is misused", () => {
  it.each<[string, OrchestrationHandler, unknown]>([
    [
      "yields a number",
      function* () {
        yield 4 as never;
      },
      violation,
    ],
    [
      "yields what signalEntity returns",
      function* (context) {
        yield undefined as never;
        context.df.setCustomStatus(1);
      },
      violation,
    ],
    [
      "waits for all of nothing",
      function* (context) {
        yield context.df.Task.all([]);
      },
      expect.stringContaining("When constructing a CompoundTask"),
    ],
    [
      "waits for any of nothing",
      function* (context) {
        yield context.df.Task.any([]);
      },
      expect.stringContaining("When constructing a CompoundTask"),
    ],
    [
      "makes a timer of something that is no Date",
      function* (context) {
        yield context.df.createTimer("tomorrow" as never);
      },
      expect.stringContaining("Expected valid Date object"),
    ],
    [
      "is async",
      (async () => 1) as never,
      expect.stringContaining("this.generator.next is not a function"),
    ],
    [
      "is no generator",
      (() => 1) as never,
      expect.stringContaining("this.generator.next is not a function"),
    ],
    [
      "returns a BigInt",
      function* () {
        yield* nothing;
        return 1n;
      },
      expect.stringContaining("BigInt"),
    ],
  ])("%s: it fails with what the SDK says", async (_title, flow, message) => {
    const run = orchestrate(flow);

    const { decisions } = await run.turn();

    expect(decisions).toEqual([{ kind: "complete", status: "Failed", message }]);
  });

  it.each<[string, () => unknown]>([
    ["a text", () => "text"],
    ["an object", () => ({ code: 1 })],
    ["an Error without a text", () => new Error()],
  ])("throws %s: it stays running for ever, with a warning", async (_title, thrown) => {
    const run = orchestrate(function* (context) {
      yield context.df.callActivity("a");
      throw thrown();
    });

    await run.turn();
    const { decisions, warnings } = await run.turn(completed(0));
    const later = await run.turn(raised("anything", 1));

    expect(decisions).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^thrown-non-error: /)]);
    expect(later).toEqual({ decisions: [], customStatus: undefined, warnings: [] });
  });

  it("throws an Error: it fails with the function's name and the text", async () => {
    const run = orchestrate(function* () {
      yield* nothing;
      throw new Error("boom");
    });

    expect((await run.turn()).decisions).toEqual([
      {
        kind: "complete",
        status: "Failed",
        message: `Orchestrator function '${run.name}' failed: boom`,
      },
    ]);
  });

  it("throws a text that contains the label of the state: it fails with that text", async () => {
    const text = 'x\n\n$OutOfProcData$:{"isDone":true,"actions":[[]],"schemaVersion":3}';
    const run = orchestrate(function* () {
      yield* nothing;
      throw new Error(text);
    });

    expect((await run.turn()).decisions).toMatchObject([
      { status: "Failed", message: expect.stringContaining(text) },
    ]);
  });

  it("throws after it has signalled: the signal is sent, then it fails", async () => {
    const run = orchestrate(function* (context) {
      context.df.signalEntity(new df.EntityId("Ledger", "k"), "add", 1);
      context.df.setCustomStatus("last words");
      yield* nothing;
      throw new Error("boom");
    });

    const { decisions, customStatus } = await run.turn();

    expect(decisions).toMatchObject([{ kind: "send-event", id: 0 }, { status: "Failed" }]);
    expect(customStatus).toBe('"last words"');
  });

  it("throws while an activity is open: it fails when that has ended", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      yield durable.Task.any([durable.callActivity("slow"), durable.waitForExternalEvent("go")]);
      throw new Error("boom");
    });

    await run.turn();
    const thrown = await run.turn(raised("go", 1));
    const ended = await run.turn(completed(0));

    expect(thrown.decisions).toEqual([]);
    expect(thrown.warnings).toEqual([expect.stringMatching(/^open-task: .*"slow" \(step 0\)/)]);
    expect(ended.decisions).toMatchObject([{ status: "Failed" }]);
  });

  it("makes the SDK itself fail after a decision: the replay diverges", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.callActivity("a");
    });

    await run.turn();
    const { decisions } = await run.turn({ ...completed(0), Result: "not JSON" });

    expect(decisions).toEqual([
      {
        kind: "complete",
        status: "Failed",
        message: expect.stringContaining('step 0 is the activity "a"'),
      },
    ]);
  });
});

import type { OrchestrationHandler } from "durable-functions";
import * as df from "durable-functions";
import { HTTP_ACTIVITY } from "../../../../local-host/protocol/protocol";
import {
  childCompleted,
  childFailed,
  completed,
  failed,
  fired,
  inputOf,
  instanceId,
  nothing,
  orchestrate,
  raised,
  startTime,
} from "../support/run-orchestration";

const minute = 60_000;

const childOrError: OrchestrationHandler = function* (context) {
  try {
    return yield context.df.callSubOrchestrator("child");
  } catch (error) {
    return (error as Error).message;
  }
};

describe("an activity", () => {
  it.each([
    ["an object", { ip: "203.0.113.9" }, { json: '{"ip":"203.0.113.9"}' }],
    ["a list", [1, 2], { json: "[1,2]" }],
    ["a text", "abc", { text: "abc" }],
    ["a text that looks like a number", "42", { text: "42" }],
    ["an empty text", "", { text: "" }],
    ["a number", 7, { json: "7" }],
    ["nothing", undefined, { absent: true }],
    ["null", null, { absent: true }],
    ["true", true, { text: "True" }],
    ["false", false, { text: "False" }],
  ])("gets %s as the runtime passes it on", async (_title, input, expected) => {
    const run = orchestrate(function* (context) {
      yield context.df.callActivity("enrich", input);
    });

    const { decisions } = await run.turn();

    expect(decisions).toEqual([{ kind: "schedule-task", id: 0, name: "enrich", input: expected }]);
  });

  it("gives its result to the function, and nothing is decided twice", async () => {
    const run = orchestrate(function* (context) {
      return yield context.df.callActivity("enrich");
    });

    await run.turn();
    const { decisions } = await run.turn(completed(0, { score: 3 }));

    expect(decisions).toEqual([{ kind: "complete", status: "Completed", output: '{"score":3}' }]);
  });

  it("without a result gives null", async () => {
    const run = orchestrate(function* (context) {
      return { got: yield context.df.callActivity("enrich") };
    });

    await run.turn();
    const { decisions } = await run.turn(completed(0));

    expect(decisions).toMatchObject([{ status: "Completed", output: '{"got":null}' }]);
  });

  it("that fails throws reason and details where it was yielded", async () => {
    const run = orchestrate(function* (context) {
      try {
        yield context.df.callActivity("enrich");
      } catch (error) {
        return (error as Error).message;
      }
      return "no error";
    });

    await run.turn();
    const { decisions } = await run.turn(failed(0, "refused"));

    expect(decisions).toMatchObject([
      { output: '"Activity function failed: refused \\n at some line"' },
    ]);
  });

  it("that fails with failure details throws a TaskFailedError", async () => {
    const run = orchestrate(function* (context) {
      try {
        yield context.df.callActivity("enrich");
      } catch (error) {
        if (error instanceof df.TaskFailedError) return error.failureDetails.properties;
      }
      return "no error";
    });
    const FailureDetails = {
      ErrorType: "VendorError",
      ErrorMessage: "refused",
      IsNonRetriable: false,
      Properties: { status: 401 },
    };

    await run.turn();
    const { decisions } = await run.turn({ ...failed(0), FailureDetails });

    expect(decisions).toMatchObject([{ output: '{"status":401}' }]);
  });

  it("called with a boolean is warned of", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.callActivity("enrich", true);
    });

    const first = await run.turn();
    const second = await run.turn(raised("other", 1));

    expect(first.warnings).toEqual([expect.stringMatching(/^boolean-input: "enrich" is called/)]);
    expect(second.warnings).toEqual([]);
  });
});

describe("a sub-orchestration", () => {
  it.each([
    ["an object", { id: 7 }, '{"id":7}'],
    ["a text", "abc", '"abc"'],
    ["nothing", undefined, null],
    ["null", null, null],
  ])("gets %s as JSON text", async (_title, input, expected) => {
    const run = orchestrate(function* (context) {
      yield context.df.callSubOrchestrator("child", input);
    });

    const { decisions } = await run.turn();

    expect(decisions).toEqual([{ kind: "start-child", id: 0, name: "child", input: expected }]);
  });

  it("is started under the id and the version that the function chose", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.callSubOrchestrator("child", 1, "c-1", "2.0");
    });

    const { decisions } = await run.turn();

    expect(decisions).toMatchObject([{ instanceId: "c-1", version: "2.0", input: "1" }]);
  });

  it("gives its result, or its failure, to the function", async () => {
    const good = orchestrate(childOrError);
    const bad = orchestrate(childOrError);

    await Promise.all([good.turn(), bad.turn()]);

    expect((await good.turn(childCompleted(0, "fine"))).decisions).toMatchObject([
      { output: '"fine"' },
    ]);
    expect((await bad.turn(childFailed(0))).decisions).toMatchObject([
      { output: expect.stringContaining("boom") },
    ]);
  });

  it.each([
    ["that of its parent", "A1", undefined],
    ["that of its grandparent", "p0", "P0"],
    ["an entity's", "@counter@x", undefined],
  ])("is not started when its id is %s", async (_title, id, parentInstanceId) => {
    const run = orchestrate(
      function* (context) {
        yield context.df.callSubOrchestrator("child", undefined, id);
      },
      parentInstanceId === undefined ? {} : { parentInstanceId },
    );

    const { decisions, warnings } = await run.turn();

    expect(decisions).toEqual([]);
    expect(warnings).toContainEqual(expect.stringMatching(/^child-instance-id: "child" is not/));
  });

  it("that was terminated fails its parent, in spite of a catch", async () => {
    const run = orchestrate(function* (context) {
      try {
        yield context.df.callSubOrchestrator("child");
      } catch {
        return "caught";
      }
      return "done";
    });

    await run.turn();
    const { decisions, warnings } = await run.turn({ ...childFailed(0), Details: null });

    expect(decisions).toMatchObject([
      { status: "Failed", message: expect.stringContaining("Non-Deterministic workflow detected") },
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/^terminated-child: /),
      expect.stringMatching(/^lost-state: .*could not parse its exception data/),
    ]);
  });
});

describe("a durable timer", () => {
  it("is due at the time the function chose", async () => {
    const run = orchestrate(function* (context) {
      const due = new Date(context.df.currentUtcDateTime.getTime() + minute);
      yield context.df.createTimer(due);
      return context.df.currentUtcDateTime;
    });

    const { decisions } = await run.turn();
    const last = await run.turn(fired(run, 0));

    expect(decisions).toEqual([{ kind: "create-timer", id: 0, fireAt: startTime + minute }]);
    expect(last.decisions).toMatchObject([{ output: '"2026-01-01T00:01:00.000Z"' }]);
  });

  it("in the past is a timer all the same", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.createTimer(new Date(0));
    });

    expect((await run.turn()).decisions).toEqual([{ kind: "create-timer", id: 0, fireAt: 0 }]);
  });

  it("at no time at all fails the instance", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.createTimer(new Date(Number.NaN));
    });

    expect((await run.turn()).decisions).toMatchObject([
      { status: "Failed", message: expect.stringContaining('"fireAt"') },
    ]);
  });
});

describe("callHttp", () => {
  it("is the built-in activity", async () => {
    const run = orchestrate(function* (context) {
      const tokenSource = new df.ManagedIdentityTokenSource("https://management.azure.com");
      const answer = yield context.df.callHttp({
        method: "POST",
        url: "https://vendor.test/cases",
        body: { id: 7 },
        headers: { accept: "application/json" },
        tokenSource,
      });
      return answer.getHeader("ETag");
    });

    const { decisions } = await run.turn();
    const last = await run.turn(completed(0, { statusCode: 200, headers: { etag: "x" } }));

    expect(decisions).toEqual([
      { kind: "schedule-task", id: 0, name: HTTP_ACTIVITY, input: { json: expect.any(String) } },
    ]);
    expect(inputOf(decisions[0])).toEqual({
      method: "POST",
      uri: "https://vendor.test/cases",
      content: '{"id":7}',
      headers: { accept: "application/json" },
      tokenSource: { resource: "https://management.azure.com", kind: "AzureManagedIdentity" },
      asynchronousPatternEnabled: true,
    });
    expect(last.decisions).toMatchObject([{ output: '"x"' }]);
  });
});

describe("a compound", () => {
  it("numbers its parts from left to right, and those of the next one after them", async () => {
    const run = orchestrate(function* (context) {
      const { Task } = context.df;
      const inner = Task.all([context.df.callActivity("b"), context.df.callActivity("c")]);
      yield Task.all([context.df.callActivity("a"), inner]);
      yield context.df.callActivity("d");
    });

    const first = await run.turn();
    const second = await run.turn(completed(2), completed(0), completed(1));

    expect(first.decisions).toMatchObject([
      { id: 0, name: "a" },
      { id: 1, name: "b" },
      { id: 2, name: "c" },
    ]);
    expect(second.decisions).toMatchObject([{ id: 3, name: "d" }]);
  });

  it("of all waits for all and keeps their order", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      return yield durable.Task.all([durable.callActivity("a"), durable.callActivity("b")]);
    });

    await run.turn();
    const half = await run.turn(completed(1, "b"));
    const whole = await run.turn(completed(0, "a"));

    expect(half.decisions).toEqual([]);
    expect(whole.decisions).toMatchObject([{ status: "Completed", output: '["a","b"]' }]);
  });

  it("of any goes on with the first", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const slow = durable.callActivity("slow");
      const fast = durable.callActivity("fast");
      const winner = yield durable.Task.any([slow, fast]);
      yield durable.callActivity(winner === fast ? "after-fast" : "after-slow");
    });

    await run.turn();
    const { decisions } = await run.turn(completed(1));

    expect(decisions).toMatchObject([{ id: 2, name: "after-fast" }]);
  });

  it("of all goes on in the function at the first failure, but nothing starts before all ended", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      try {
        yield durable.Task.all([durable.callActivity("a"), durable.callActivity("b")]);
      } catch {
        yield durable.callActivity("tidy");
      }
    });

    await run.turn();
    const early = await run.turn(failed(0));
    const late = await run.turn(completed(1));

    expect(early.decisions).toEqual([]);
    expect(early.warnings).toEqual([expect.stringMatching(/^all-failure: /)]);
    expect(late.decisions).toMatchObject([{ id: 2, name: "tidy" }]);
  });
});

describe("custom status", () => {
  it("is that of the last call, and cleared by a falsy value", async () => {
    const run = orchestrate(function* (context) {
      context.df.setCustomStatus({ step: 1 });
      yield context.df.callActivity("a");
      context.df.setCustomStatus("two");
      yield context.df.callActivity("b");
      context.df.setCustomStatus(null);
    });

    const statuses = [
      (await run.turn()).customStatus,
      (await run.turn(completed(0))).customStatus,
      (await run.turn(completed(1))).customStatus,
    ];

    expect(statuses).toEqual(['{"step":1}', '"two"', undefined]);
  });
});

describe("a function", () => {
  it("that asks for nothing ends in its first turn", async () => {
    const run = orchestrate(
      function* (context) {
        yield* nothing;
        return context.df.getInput();
      },
      { input: { id: 7 } },
    );

    expect((await run.turn()).decisions).toEqual([
      { kind: "complete", status: "Completed", output: '{"id":7}' },
    ]);
  });

  it("that returns nothing has no output", async () => {
    const run = orchestrate(function* () {});

    expect((await run.turn()).decisions).toMatchObject([{ status: "Completed", output: null }]);
  });

  it("knows its instance and its parent", async () => {
    const run = orchestrate(
      function* (context) {
        yield* nothing;
        return [context.df.instanceId, context.df.parentInstanceId];
      },
      { parentInstanceId: "p0" },
    );

    expect((await run.turn()).decisions).toMatchObject([{ output: `["${instanceId}","p0"]` }]);
  });

  it("that never yields a task does not start it", async () => {
    const run = orchestrate(function* (context) {
      context.df.callActivity("forgotten");
      context.df.createTimer(new Date(startTime + minute));
      yield* nothing;
      return "done";
    });

    expect((await run.turn()).decisions).toMatchObject([{ status: "Completed" }]);
  });

  it("may yield one task twice", async () => {
    const run = orchestrate(function* (context) {
      const task = context.df.callActivity("a");
      return [yield task, yield task];
    });

    await run.turn();
    const { decisions } = await run.turn(completed(0, 1));

    expect(decisions).toEqual([{ kind: "complete", status: "Completed", output: "[1,1]" }]);
  });
});

const { appendFileSync } = require("node:fs");
const { setTimeout: pause } = require("node:timers/promises");
const { app } = require("@azure/functions");
const df = require("durable-functions");

/**
 * A dozen shapes of flows, each a few steps. Every run of an activity leaves a line in a file: which
 * round of the test, which step.
 */

const failures = new Map();

/** Steps of different lengths end in different commits. */
const timeOf = (name) => [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 30;

df.app.activity("step", {
  async handler({ round, name, value }) {
    appendFileSync(process.env.RUNS_FILE, `${round} ${name}\n`);
    await pause(timeOf(name));
    return value;
  },
});
df.app.activity("flakyStep", {
  handler({ round, name }) {
    appendFileSync(process.env.RUNS_FILE, `${round} ${name}\n`);
    const failed = failures.get(round) ?? 0;
    failures.set(round, failed + 1);
    if (failed < 2) throw new Error("not yet");
    return "cured";
  },
});
df.app.activity("brokenStep", {
  handler({ round, name }) {
    appendFileSync(process.env.RUNS_FILE, `${round} ${name}\n`);
    throw new Error("on purpose");
  },
});

df.app.entity("counter", (context) => {
  const { df: entity } = context;
  const sum = entity.getState(() => 0) + (entity.operationName === "add" ? entity.getInput() : 0);
  entity.setState(sum);
  entity.return(sum);
});

/** A flow gets its context and a way to make a step; its input is the number of the round. */
function shape(name, flow) {
  df.app.orchestration(name, function* (context) {
    const { round } = context.df.getInput();
    const step = (part, value) =>
      context.df.callActivity("step", { round, name: `${name}/${part}`, value });
    return yield* flow(context, step, round);
  });
}

const after = (context, milliseconds) =>
  context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + milliseconds));

const day = 24 * 60 * 60 * 1000;

shape("chain", function* (_context, step) {
  const first = yield step("first", 1);
  const second = yield step("second", first + 1);
  return yield step("third", second + 1);
});

shape("fanOut", function* (context, step) {
  const numbers = [1, 2, 3, 4, 5, 6];
  return yield context.df.Task.all(numbers.map((n) => step(n, n * n)));
});

shape("retry", function* (context, _step, round) {
  const input = { round, name: "retry/flaky" };
  return yield context.df.callActivityWithRetry("flakyStep", new df.RetryOptions(20, 5), input);
});

shape("timer", function* (context, step) {
  yield step("before", 0);
  yield after(context, 60);
  return yield step("after", "later");
});

shape("event", function* (context, step) {
  const answer = yield context.df.waitForExternalEvent("answer");
  return yield step("answered", answer);
});

shape("child", function* (_context, step) {
  return yield step("only", "from the child");
});

shape("parent", function* (context, step, round) {
  const before = yield step("before", "asks");
  const child = yield context.df.callSubOrchestrator("child", { round });
  return [before, child];
});

df.app.orchestration("again", function* (context) {
  const { round, left = 3, seen = [] } = context.df.getInput();
  const input = { round, name: `again/${left}`, value: left };
  const next = [...seen, yield context.df.callActivity("step", input)];
  if (left === 1) return next;
  context.df.continueAsNew({ round, left: left - 1, seen: next });
});

shape("entity", function* (context, step, round) {
  const counter = new df.EntityId("counter", `of-${round}`);
  const answers = [];
  for (const n of [1, 10]) {
    answers.push(yield context.df.callEntity(counter, "add", n));
    yield step(n, n);
    context.df.signalEntity(counter, "add", 100);
  }
  return [...answers, yield context.df.callEntity(counter, "get")];
});

shape("nested", function* (context, step) {
  const { Task } = context.df;
  const either = Task.any([step("b", "b or c"), step("c", "b or c")]);
  const [[a, winner], d] = yield Task.all([Task.all([step("a", "a"), either]), step("d", "d")]);
  return [a, winner.result, d, yield step("e", "e")];
});

shape("failing", function* (context, step, round) {
  yield step("before", 0);
  yield context.df.callActivity("brokenStep", { round, name: "failing/broken" });
});

shape("catching", function* (context, step, round) {
  try {
    yield context.df.callSubOrchestrator("failing", { round });
  } catch (error) {
    return yield step("caught", /on purpose/.test(error.message));
  }
});

shape("status", function* (context, step) {
  for (const n of [1, 2, 3]) {
    context.df.setCustomStatus({ at: n });
    yield step(n, n);
  }
  return "told";
});

shape("cancelled", function* (context, step) {
  const timeout = after(context, day);
  const work = step("work", "in time");
  const winner = yield context.df.Task.any([work, timeout]);
  timeout.cancel();
  return [winner === work, yield step("more", "no wait")];
});

/** Answers when an instance has ended. */
app.http("end", {
  route: "end/{id}",
  methods: ["GET"],
  extraInputs: [df.input.durableClient()],
  handler: (request, context) =>
    df.getClient(context).waitForCompletionOrCreateCheckStatusResponse(request, request.params.id, {
      timeoutInMilliseconds: 20_000,
      retryIntervalInMilliseconds: 10,
    }),
});

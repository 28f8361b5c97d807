const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const { setImmediate: tick } = require("node:timers/promises");
const { app } = require("@azure/functions");
const df = require("durable-functions");

/**
 * Shapes of flows, each a few steps. The input names a journal, a file that gets a line for every run
 * of an activity. On its way the app says where it is (`crash-point`), so that a test can end it there.
 */

const point = (where) => process.emit("crash-point", where);

function run({ journal, name }) {
  appendFileSync(journal, `run ${name}\n`);
  point(`${name} has begun`);
}

/** Steps of different lengths end in different commits. */
const lengthOf = (name) => [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 4;

df.app.activity("step", {
  async handler({ journal, name, value }) {
    run({ journal, name });
    for (let n = lengthOf(name); n >= 0; n -= 1) await tick();
    point(`${name} has ended`);
    return value;
  },
});
df.app.activity("flakyStep", {
  handler({ journal, name }) {
    run({ journal, name });
    const runs = readFileSync(journal, "utf8").split("\n");
    if (runs.filter((line) => line === `run ${name}`).length < 3) throw new Error("not yet");
    return "cured";
  },
});
df.app.activity("brokenStep", {
  handler({ journal, name }) {
    run({ journal, name });
    if (!existsSync(`${journal}.mended`)) throw new Error("on purpose");
    return "mended";
  },
});

df.app.entity("counter", (context) => {
  const { df: entity } = context;
  const sum = entity.getState(() => 0) + (entity.operationName === "get" ? 0 : entity.getInput());
  entity.setState(sum);
  if (entity.operationName === "tell") {
    entity.signalEntity(new df.EntityId("counter", "told"), "add", entity.getInput());
  }
  entity.return(sum);
  point(`${entity.entityKey} has done ${entity.operationName}`);
});

/** A flow gets its context, a way to make a step, and its input. */
function shape(name, flow) {
  df.app.orchestration(name, function* (context) {
    const input = context.df.getInput();
    const { journal } = input;
    const step = (part, value) =>
      context.df.callActivity("step", { journal, name: `${name}/${part}`, value });
    point(`${name} decides`);
    return yield* flow(context, step, input);
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

shape("retry", function* (context, _step, { journal }) {
  const input = { journal, name: "retry/flaky" };
  return yield context.df.callActivityWithRetry("flakyStep", new df.RetryOptions(20, 5), input);
});

shape("timer", function* (context, step) {
  yield step("before", 0);
  yield after(context, 60);
  return yield step("after", "later");
});

shape("longTimer", function* (context, step) {
  yield after(context, 14 * day);
  return yield step("after", "two weeks later");
});

shape("event", function* (context, step) {
  const answer = yield context.df.waitForExternalEvent("answer");
  return yield step("answered", answer);
});

shape("early", function* (context, step) {
  yield step("before", 0);
  const first = yield context.df.waitForExternalEvent("answer");
  yield step("between", 0);
  return [first, yield context.df.waitForExternalEvent("answer")];
});

shape("child", function* (_context, step) {
  return yield step("only", "from the child");
});

shape("parent", function* (context, step, { journal }) {
  const before = yield step("before", "asks");
  const child = yield context.df.callSubOrchestrator("child", { journal });
  return [before, child];
});

shape("named", function* (context, step, { journal }) {
  const id = `${context.df.instanceId}-child`;
  const both = [context.df.callSubOrchestrator("child", { journal }, id), step("own", "own")];
  return yield context.df.Task.all(both);
});

df.app.orchestration("again", function* (context) {
  const { journal, left = 3, seen = [] } = context.df.getInput();
  const input = { journal, name: `again/${left}`, value: left };
  const next = [...seen, yield context.df.callActivity("step", input)];
  if (left === 1) return next;
  context.df.continueAsNew({ journal, left: left - 1, seen: next });
});

shape("keeping", function* (context, step, { journal, seen = [] }) {
  const next = [...seen, yield context.df.waitForExternalEvent("item")];
  if (next.length === 3) return yield step("kept", next);
  context.df.continueAsNew({ journal, seen: next });
});

shape("entity", function* (context, step) {
  const counter = new df.EntityId("counter", `of-${context.df.instanceId}`);
  const answers = [];
  for (const n of [1, 10]) {
    answers.push(yield context.df.callEntity(counter, "add", n));
    yield step(n, n);
    context.df.signalEntity(counter, "add", 100);
  }
  return [...answers, yield context.df.callEntity(counter, "get")];
});

shape("batch", function* (context) {
  const counter = new df.EntityId("counter", "asked");
  for (const n of [1, 10, 100]) context.df.signalEntity(counter, n === 10 ? "tell" : "add", n);
  return yield context.df.callEntity(counter, "get");
});

shape("lock", function* (context, step) {
  const [a, b] = ["a", "b"].map((key) => new df.EntityId("counter", key));
  const lock = yield context.df.lock(a, b);
  const before = yield context.df.callEntity(a, "add", 1);
  yield step("inside", 0);
  const added = yield context.df.callEntity(b, "add", before);
  lock.release();
  return added;
});

shape("scheduled", function* (context, step) {
  // The SDK has no call for it; its protocol, and older SDKs, do.
  context.df.taskOrchestratorExecutor.recordFireAndForgetAction({
    actionType: 10,
    instanceId: "@counter@scheduled",
    operation: "add",
    input: 7,
    fireAt: new Date(context.df.currentUtcDateTime.getTime() + day).toISOString(),
  });
  return yield step("only", "signalled");
});

shape("suspended", function* (context, step) {
  const answer = yield context.df.waitForExternalEvent("answer");
  return [answer, yield step("after", "went on")];
});

shape("terminated", function* (context, step) {
  yield step("before", 0);
  yield context.df.waitForExternalEvent("never");
});

shape("rewound", function* (context, step, { journal }) {
  const before = yield step("before", "kept");
  return [before, yield context.df.callSubOrchestrator("mending", { journal }, "mending")];
});

shape("mending", function* (context, _step, { journal }) {
  return yield context.df.callActivity("brokenStep", { journal, name: "mending/broken" });
});

shape("http", function* (context, step, { url }) {
  const { statusCode, content } = yield context.df.callHttp({ method: "POST", url, body: "begin" });
  return [statusCode, content, yield step("after", "told")];
});

shape("nested", function* (context, step) {
  const { Task } = context.df;
  const either = Task.any([step("b", "b or c"), step("c", "b or c")]);
  const [[a, winner], d] = yield Task.all([Task.all([step("a", "a"), either]), step("d", "d")]);
  return [a, winner.result, d, yield step("e", "e")];
});

shape("failing", function* (context, step, { journal }) {
  yield step("before", 0);
  yield context.df.callActivity("brokenStep", { journal, name: "failing/broken" });
});

shape("catching", function* (context, step, { journal }) {
  try {
    yield context.df.callSubOrchestrator("failing", { journal });
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

const df = require("durable-functions");

const after = (context, ms) => new Date(context.df.currentUtcDateTime.getTime() + ms);

df.app.orchestration("inputBack", function* (context) {
  return { input: context.df.getInput() };
});

df.app.orchestration("kindOfInput", function* (context) {
  const input = context.df.getInput();
  return input instanceof Date ? "Date" : `${typeof input} ${JSON.stringify(input)}`;
});

df.app.orchestration("kindOfTimestamp", function* (context) {
  const { alert } = context.df.getInput();
  return `${alert.Timestamp instanceof Date} ${typeof alert.timestamp}`;
});

df.app.orchestration("parentOf", function* (context) {
  return context.df.parentInstanceId ?? "nobody";
});

df.app.orchestration("child", function* (context) {
  const { activity, input } = context.df.getInput();
  return yield context.df.callActivity(activity, input);
});

df.app.orchestration("parent", function* (context) {
  const { child, input, id } = context.df.getInput();
  return yield context.df.callSubOrchestrator(child, input, id);
});

df.app.orchestration("parentCatching", function* (context) {
  const { child, input, id } = context.df.getInput();
  try {
    return yield context.df.callSubOrchestrator(child, input, id);
  } catch (error) {
    return `caught: ${error.message}`;
  }
});

df.app.orchestration("parentRetrying", function* (context) {
  const options = new df.RetryOptions(5000, 2);
  try {
    const input = { activity: context.df.getInput(), input: "x" };
    return yield context.df.callSubOrchestratorWithRetry("child", options, input);
  } catch (error) {
    return `caught: ${error.message}`;
  }
});

df.app.orchestration("timer", function* (context) {
  const began = context.df.currentUtcDateTime.getTime();
  yield context.df.createTimer(after(context, context.df.getInput()));
  return Math.round((context.df.currentUtcDateTime.getTime() - began) / 1000);
});

df.app.orchestration("timerCancelled", function* (context) {
  const timer = context.df.createTimer(after(context, 86_400_000));
  const work = context.df.callActivity("echo", "work");
  yield context.df.Task.any([timer, work]);
  timer.cancel();
  return work.result;
});

df.app.orchestration("timerLeftOpen", function* (context) {
  const timer = context.df.createTimer(after(context, 86_400_000));
  const work = context.df.callActivity("echo", "work");
  yield context.df.Task.any([timer, work]);
  return work.result;
});

df.app.orchestration("timerOfText", function* (context) {
  yield context.df.createTimer("tomorrow");
});

df.app.orchestration("timerCancelledLate", function* (context) {
  const timer = context.df.createTimer(after(context, 1000));
  yield timer;
  timer.cancel();
});

df.app.orchestration("event", function* (context) {
  return { got: yield context.df.waitForExternalEvent("go") };
});

df.app.orchestration("eventLate", function* (context) {
  yield context.df.createTimer(after(context, 60_000));
  const first = yield context.df.waitForExternalEvent("go");
  const second = yield context.df.waitForExternalEvent("go");
  return [first, second];
});

df.app.orchestration("eventOrTimeout", function* (context) {
  const timer = context.df.createTimer(after(context, 3_600_000));
  const event = context.df.waitForExternalEvent("go");
  const winner = yield context.df.Task.any([event, timer]);
  if (winner === timer) return "timeout";
  timer.cancel();
  return event.result;
});

df.app.orchestration("twoWaiters", function* (context) {
  const older = context.df.waitForExternalEvent("go");
  const newer = context.df.waitForExternalEvent("go");
  yield context.df.Task.all([older, newer]);
  return [older.result, newer.result];
});

df.app.orchestration("twoEvents", function* (context) {
  const events = ["left", "right"].map((name) => context.df.waitForExternalEvent(name));
  return yield context.df.Task.all(events);
});

df.app.orchestration("http", function* (context) {
  const { status, ...options } = context.df.getInput();
  const began = context.df.currentUtcDateTime.getTime();
  const response = yield context.df.callHttp({ method: "GET", ...options });
  return {
    status: response.statusCode,
    content: response.content,
    kind: response.getHeader?.("X-KIND") ?? null,
    seconds: Math.round((context.df.currentUtcDateTime.getTime() - began) / 1000),
  };
});

df.app.orchestration("countAsNew", function* (context) {
  const { n, to } = context.df.getInput();
  if (n < to) context.df.continueAsNew({ n: n + 1, to });
  return n;
});

df.app.orchestration("textAsNew", function* (context) {
  const input = context.df.getInput();
  if (input === "first") context.df.continueAsNew("second");
  return input;
});

df.app.orchestration("asNewKeepsEvents", function* (context) {
  const seen = context.df.getInput();
  seen.push(yield context.df.waitForExternalEvent("go"));
  if (seen.length < 3) context.df.continueAsNew(seen);
  return seen;
});

df.app.orchestration("asNewLosesEvents", function* (context) {
  if (context.df.getInput() === 0) {
    yield context.df.waitForExternalEvent("next");
    context.df.continueAsNew(1);
    return;
  }
  return { got: yield context.df.waitForExternalEvent("go") };
});

df.app.orchestration("actsAfterAsNew", function* (context) {
  const { n } = context.df.getInput();
  if (n > 0) return "second life";
  context.df.continueAsNew({ n: 1 });
  yield context.df.callActivity("echo", "too late");
});

df.app.orchestration("customStatus", function* (context) {
  context.df.setCustomStatus({ step: 1 });
  yield context.df.callActivity("echo", 1);
  if (context.df.getInput() === "clear") context.df.setCustomStatus(null);
  if (context.df.getInput() === "change") context.df.setCustomStatus({ step: 2 });
  return "done";
});

df.app.orchestration("guids", function* (context) {
  const own = context.df.getInput() === "own" ? context.df.instanceId : undefined;
  const guids = [context.df.newGuid(own), context.df.newGuid(own)];
  yield context.df.callActivity("echo", 1);
  return guids;
});

df.app.orchestration("guidParent", function* (context) {
  const kind = context.df.getInput();
  const children = [0, 1].map(() => context.df.callSubOrchestrator("guids", kind));
  const [left, right] = yield context.df.Task.all(children);
  return { within: left[0] !== left[1], across: left[0] === right[0] };
});

df.app.orchestration("clock", function* (context) {
  const began = context.df.currentUtcDateTime.getTime();
  yield context.df.callActivity("echo", 1);
  return context.df.currentUtcDateTime.getTime() > began;
});

df.app.orchestration("throwsText", function* () {
  throw "text";
});
df.app.orchestration("throwsObject", function* () {
  throw { code: 1 };
});
df.app.orchestration("throwsEmpty", function* () {
  throw new Error();
});
df.app.orchestration("throwsError", function* () {
  throw new Error("boom");
});
df.app.orchestration("throwsAfterWork", function* (context) {
  yield context.df.callActivity("echo", 1);
  throw new Error("boom");
});
df.app.orchestration("allOfNothing", function* (context) {
  return yield context.df.Task.all([]);
});
df.app.orchestration("anyOfNothing", function* (context) {
  return yield context.df.Task.any([]);
});
df.app.orchestration("yieldsNumber", function* () {
  yield 4;
});
df.app.orchestration("notGenerator", () => "plain");
df.app.orchestration("async", async () => "async");
df.app.orchestration("bigInt", function* () {
  return 1n;
});

df.app.orchestration("rewindable", function* (context) {
  const kept = yield context.df.callActivity("echo", "kept");
  return [kept, yield context.df.callActivity("flaky")];
});

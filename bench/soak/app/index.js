const df = require("durable-functions");

// The app of the soak, in plain JavaScript. What each flow owes is in bench/soak/shapes.ts.

const minute = 60_000;
const hour = 60 * minute;
const retry = new df.RetryOptions(10_000, 10);

const after = (context, milliseconds) =>
  context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + milliseconds));
const call = (context, id, step) => context.df.callActivityWithRetry("work", retry, { id, step });

df.app.activity("work", { handler: ({ step }) => step });
df.app.activity("broken", {
  handler: ({ id }) => {
    throw new Error(`nothing can be done for ${id}`);
  },
});

df.app.orchestration("chain", function* (context) {
  const { id, steps } = context.df.getInput();
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    sum += yield call(context, id, step);
    yield after(context, minute / 2);
  }
  return sum;
});

df.app.orchestration("fanOut", function* (context) {
  const { id, steps } = context.df.getInput();
  const calls = Array.from({ length: steps }, (_, step) => call(context, id, step));
  const results = yield context.df.Task.all(calls);
  return results.length;
});

df.app.orchestration("approval", function* (context) {
  const { id } = context.df.getInput();
  yield call(context, id, 0);
  const answer = context.df.waitForExternalEvent("answer");
  const timeout = after(context, 20 * minute);
  const winner = yield context.df.Task.any([answer, timeout]);
  if (winner === timeout) return "expired";
  timeout.cancel();
  yield call(context, id, 1);
  return answer.result;
});

df.app.orchestration("parent", function* (context) {
  const { id, children } = context.df.getInput();
  const started = Array.from({ length: children }, (_, child) =>
    context.df.callSubOrchestrator("child", { id, child }, `${id}:${child}`),
  );
  const results = yield context.df.Task.all(started);
  return results.length;
});

df.app.orchestration("child", function* (context) {
  const { id, child } = context.df.getInput();
  yield after(context, child * minute);
  return yield call(context, id, child);
});

df.app.orchestration("monitor", function* (context) {
  const { id, round, rounds } = context.df.getInput();
  yield call(context, id, round);
  if (round + 1 === rounds) return rounds;
  yield after(context, 2 * minute);
  return context.df.continueAsNew({ id, round: round + 1, rounds });
});

df.app.orchestration("counting", function* (context) {
  const { counter, first, second } = context.df.getInput();
  yield context.df.callEntity(new df.EntityId("counter", counter), "add", 1);
  context.df.signalEntity(new df.EntityId("counter", counter), "add", 1);
  const [one, other] = [first, second].map((key) => new df.EntityId("guarded", key));
  const lock = yield context.df.lock(one, other);
  for (const entity of [one, other]) {
    const value = yield context.df.callEntity(entity, "get");
    yield context.df.callEntity(entity, "set", value + 1);
  }
  lock.release();
  return "counted";
});

df.app.orchestration("paused", function* (context) {
  const { id } = context.df.getInput();
  const answer = yield context.df.waitForExternalEvent("answer");
  yield call(context, id, 0);
  return answer;
});

df.app.orchestration("stopped", function* (context) {
  const { id } = context.df.getInput();
  yield call(context, id, 0);
  const timeout = after(context, 90 * 24 * hour);
  yield context.df.Task.any([context.df.waitForExternalEvent("never"), timeout]);
});

df.app.orchestration("failing", function* (context) {
  const { id } = context.df.getInput();
  yield context.df.callActivity("broken", { id });
});

df.app.entity("counter", (context) => {
  context.df.setState(context.df.getState(() => 0) + context.df.getInput());
});

df.app.entity("guarded", (context) => {
  if (context.df.operationName === "set") context.df.setState(context.df.getInput());
  else context.df.return(context.df.getState(() => 0));
});

df.app.client.timer("hourly", {
  schedule: "0 0 * * * *",
  handler: async (timer, client) => {
    const now = Date.parse(timer.scheduleStatus.next);
    const id = `hourly-${now}`;
    // A crash may have cut the last run off after the start.
    if (!(await exists(client, id))) {
      await client.startNew("chain", { instanceId: id, input: { id, steps: 2 } });
    }
    await client.purgeInstanceHistoryBy({
      createdTimeFrom: new Date(0),
      createdTimeTo: new Date(now - 2 * hour),
    });
  },
});

async function exists(client, instanceId) {
  try {
    return Boolean(await client.getStatus(instanceId));
  } catch {
    return false;
  }
}

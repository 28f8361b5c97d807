const df = require("durable-functions");

df.app.activity("echo", { handler: (input) => input });
df.app.activity("kindOf", { handler: (input) => `${typeof input} ${JSON.stringify(input)}` });
df.app.activity("nothing", { handler: () => undefined });
df.app.activity("fails", {
  handler: () => {
    throw new Error("no answer");
  },
});
df.app.activity("idOf", { handler: (_input, context) => context.triggerMetadata.instanceId });

df.app.orchestration("call", function* (context) {
  const { activity, input } = context.df.getInput();
  return yield context.df.callActivity(activity, input);
});

df.app.orchestration("callWithoutInput", function* (context) {
  return yield context.df.callActivity("kindOf");
});

df.app.orchestration("callCatching", function* (context) {
  try {
    return yield context.df.callActivity(context.df.getInput());
  } catch (error) {
    return `caught: ${error.message}`;
  }
});

df.app.orchestration("chain", function* (context) {
  let sum = 0;
  for (const step of [1, 2, 3]) sum += yield context.df.callActivity("echo", step);
  return sum;
});

df.app.orchestration("fanOut", function* (context) {
  const calls = Array.from({ length: context.df.getInput() }, (_, n) =>
    context.df.callActivity("echo", n),
  );
  const results = yield context.df.Task.all(calls);
  return results.reduce((sum, n) => sum + n, 0);
});

df.app.orchestration("firstOfTwo", function* (context) {
  const first = context.df.callActivity("echo", "a");
  const second = context.df.callActivity("echo", "b");
  const winner = yield context.df.Task.any([first, second]);
  return winner === first || winner === second;
});

df.app.orchestration("unyielded", function* (context) {
  context.df.callActivity("echo", "forgotten");
  return yield context.df.callActivity("echo", "yielded");
});

df.app.orchestration("yieldedTwice", function* (context) {
  const task = context.df.callActivity("echo", "once");
  yield task;
  return yield task;
});

df.app.orchestration("reusedTask", function* (context) {
  const both = ["a", "b"].map((text) => context.df.callActivity("echo", text));
  yield context.df.Task.any(both);
  yield context.df.Task.all(both);
  return "done";
});

df.app.orchestration("retry", function* (context) {
  const { activity, attempts, first, backoff, most, timeout } = context.df.getInput();
  const options = new df.RetryOptions(first, attempts);
  if (backoff) options.backoffCoefficient = backoff;
  if (most) options.maxRetryIntervalInMilliseconds = most;
  if (timeout) options.retryTimeoutInMilliseconds = timeout;
  const began = context.df.currentUtcDateTime.getTime();
  try {
    yield context.df.callActivityWithRetry(activity, options, "x");
    return "succeeded";
  } catch (error) {
    const seconds = Math.round((context.df.currentUtcDateTime.getTime() - began) / 1000);
    return `gave up after ${seconds} s: ${error.message.split(" \n")[0]}`;
  }
});

df.app.orchestration("cancelledTimerBesideRetry", function* (context) {
  const retried = context.df.callActivityWithRetry("flaky", new df.RetryOptions(1000, 3), "x");
  const timer = context.df.createTimer(
    new Date(context.df.currentUtcDateTime.getTime() + 3_600_000),
  );
  yield context.df.Task.any([retried, timer]);
  timer.cancel();
  return yield context.df.callActivity("echo", "after");
});

df.app.activity("flaky", { handler: () => "worked" });

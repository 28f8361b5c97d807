const { app } = require("@azure/functions");
const df = require("durable-functions");

df.app.activity("double", { handler: ({ n }) => n * 2 });
df.app.activity("flaky", {
  handler: () => {
    process.env.FLAKY_CALLS = String(Number(process.env.FLAKY_CALLS ?? 0) + 1);
    if (process.env.FLAKY_CALLS !== "3") throw new Error("not yet");
    return "third time";
  },
});

df.app.orchestration("fanOut", function* (context) {
  const { numbers } = context.df.getInput();
  const doubled = yield context.df.Task.all(
    numbers.map((n) => context.df.callActivity("double", { n })),
  );
  return doubled.reduce((sum, n) => sum + n, 0);
});

df.app.orchestration("patient", function* (context) {
  const retry = new df.RetryOptions(60_000, 5);
  return yield context.df.callActivityWithRetry("flaky", retry, {});
});

df.app.orchestration("approval", function* (context) {
  const due = new Date(context.df.currentUtcDateTime.getTime() + 24 * 60 * 60 * 1000);
  const timeout = context.df.createTimer(due);
  const answer = context.df.waitForExternalEvent("decision");
  const winner = yield context.df.Task.any([answer, timeout]);
  if (winner === timeout) return "nobody answered";
  timeout.cancel();
  return answer.result.approved ? "approved" : "refused";
});

df.app.orchestration("fails", function* () {
  throw new Error("on purpose");
});

df.app.orchestration("counts", function* (context) {
  const counter = new df.EntityId("counter", context.df.getInput().key);
  yield context.df.callEntity(counter, "add", 5);
  return yield context.df.callEntity(counter, "get");
});

df.app.entity("counter", (context) => {
  const value = context.df.getState(() => 0);
  if (context.df.operationName === "add") context.df.setState(value + context.df.getInput());
  context.df.return(context.df.operationName === "get" ? value : undefined);
});

df.app.client.http("start", {
  route: "start/{name}/{id?}",
  methods: ["POST"],
  handler: async (request, client) => {
    const input = await request.json();
    const { name, id } = request.params;
    const instanceId = await client.startNew(name, { instanceId: id, input });
    return client.createCheckStatusResponse(request, instanceId);
  },
});

df.app.client.http("startAndWait", {
  route: "wait/{name}",
  methods: ["POST"],
  handler: async (request, client) => {
    const instanceId = await client.startNew(request.params.name, { input: await request.json() });
    return client.waitForCompletionOrCreateCheckStatusResponse(request, instanceId, {
      timeoutInMilliseconds: 5000,
      retryIntervalInMilliseconds: 20,
    });
  },
});

app.timer("hourly", {
  schedule: "%SCHEDULE%",
  handler: (timer, context) => {
    context.log("timer ran: %j", timer);
  },
});

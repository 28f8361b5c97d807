const df = require("durable-functions");

df.app.activity("remind", { handler: ({ whom }) => `reminded ${whom}` });
df.app.activity("close", { handler: ({ why }) => `closed: ${why}` });

/** Reminds somebody every ten days, three times, and closes when there is an answer or none. */
df.app.orchestration("remindAndClose", function* (context) {
  const { whom } = context.df.getInput();
  const retry = new df.RetryOptions(60_000, 5);
  const answer = context.df.waitForExternalEvent("answer");
  for (let day = 10; day <= 30; day += 10) {
    yield context.df.callActivityWithRetry("remind", retry, { whom });
    const due = new Date(context.df.currentUtcDateTime.getTime() + 10 * 86_400_000);
    const timeout = context.df.createTimer(due);
    const winner = yield context.df.Task.any([answer, timeout]);
    if (winner === answer) {
      timeout.cancel();
      return yield context.df.callActivity("close", { why: answer.result });
    }
  }
  return yield context.df.callActivity("close", { why: "no answer in 30 days" });
});

df.app.client.http("ask", {
  methods: ["POST"],
  handler: async (request, client) => {
    const instanceId = await client.startNew("remindAndClose", { input: await request.json() });
    return client.createCheckStatusResponse(request, instanceId);
  },
});

const df = require("durable-functions");

/** Flows and functions that break a rule each, and a flow that breaks none. */

df.app.activity("echo", { handler: (input) => input });

df.app.orchestration("shouts", function* (context) {
  return yield context.df.callActivity("echo", true);
});

df.app.orchestration("waits", function* (context) {
  return yield context.df.waitForExternalEvent("go");
});

df.app.client.http("start", {
  route: "start/{name}/{id}",
  methods: ["POST"],
  handler: async (request, client) => {
    const { name, id } = request.params;
    await client.startNew(name, { instanceId: id, input: {} });
    return { status: 202 };
  },
});

df.app.client.http("lost", {
  route: "lost",
  methods: ["POST"],
  handler: async () => {
    process.env.WEBSITE_HOSTNAME = "0.0.0.0:7071";
    return { status: 204 };
  },
});

df.app.client.http("urls", {
  route: "urls",
  methods: ["GET"],
  handler: async (_request, client) => ({ jsonBody: client.createHttpManagementPayload("a1") }),
});

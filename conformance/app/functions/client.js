const df = require("durable-functions");
const { app } = require("@azure/functions");

/** An entity's id and times do not survive JSON. */
function revived(value) {
  if (value?.entity) return new df.EntityId("counter", value.entity);
  if (value?.createdTimeFrom) {
    return { ...value, createdTimeFrom: new Date(value.createdTimeFrom) };
  }
  return value;
}

/** The durable client, a method a request: what it answers or how it rejects. */
app.http("client", {
  methods: ["POST"],
  route: "client/{method}",
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const values = await request.json();
    const given = values.map(revived);
    try {
      const result = await client[request.params.method](...given);
      return { jsonBody: { result: result ?? null, history: typeof result?.history } };
    } catch (error) {
      return { jsonBody: { error: error.message } };
    }
  },
});

app.http("begin", {
  methods: ["POST"],
  route: "begin/{name}",
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const id = await client.startNew(request.params.name, { input: await request.json() });
    return client.createCheckStatusResponse(request, id);
  },
});

app.http("wait", {
  methods: ["POST"],
  route: "wait/{name}",
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const id = await client.startNew(request.params.name, { input: await request.json() });
    return client.waitForCompletionOrCreateCheckStatusResponse(request, id, {
      timeoutInMilliseconds: 300,
      retryIntervalInMilliseconds: 50,
    });
  },
});

const { app } = require("@azure/functions");

app.setup({ enableHttpStream: true });

const methods = ["GET", "POST", "PUT", "DELETE", "HEAD"];

/** What a handler sees of its request. */
app.http("seen", {
  route: "seen/{id:int?}",
  methods,
  handler: async (request, context) => ({
    jsonBody: {
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      headers: Object.fromEntries(request.headers),
      user: request.user?.username,
      body: await request.text(),
      traceParent: context.traceContext.traceParent,
    },
  }),
});

/** Sends back what it gets, piece by piece. */
app.http("echo", { handler: (request) => ({ body: request.body }) });

/** Counts bytes without keeping them. */
app.http("count", {
  handler: async (request) => {
    let bytes = 0;
    for await (const chunk of request.body ?? []) bytes += chunk.length;
    return { body: String(bytes) };
  },
});

/** Many bytes, each chunk made when the one before was taken. */
app.http("many", {
  handler: (request) => ({
    headers: { "content-type": "application/octet-stream" },
    body: chunks(Number(request.query.get("chunks"))),
  }),
});

async function* chunks(count) {
  for (let index = 0; index < count; index += 1) yield Buffer.alloc(65_536, index);
}

app.http("answered", {
  handler: () => ({
    status: 201,
    headers: { "x-custom": "1", connection: "x-private", "x-private": "1" },
    cookies: [
      { name: "a", value: "1 2", httpOnly: true },
      { name: "b", value: "x", path: "/p" },
    ],
    body: "made",
  }),
});
app.http("noContent", { handler: () => ({ status: 204 }) });
app.http("unread", { handler: () => ({ status: 403, body: "not read" }) });
app.http("nothing", { handler: () => undefined });
app.http("text", { handler: () => "not a response" });
app.http("throws", {
  handler: () => {
    throw new Error("the handler is broken");
  },
});
/** Sends back what it gets, until it is told to break. */
app.http("breaks", { handler: (request) => ({ body: breaking(request.body) }) });

async function* breaking(pieces) {
  for await (const piece of pieces) {
    if (Buffer.from(piece).toString() === "break") throw new Error("the body is broken");
    yield piece;
  }
}

/** Says when its caller is gone: only then does its request's body fail. */
app.http("abandoned", {
  handler: async (request, context) => {
    context.log("reading");
    await request.text().catch((error) => context.log(`cut off: ${error.name}`));
    return {};
  },
});

const { app } = require("@azure/functions");

/** Answers with what it was asked, so that a test sees what a handler sees. */
const echo = async (request, context) => ({
  jsonBody: {
    function: context.functionName,
    method: request.method,
    url: request.url,
    params: request.params,
    query: Object.fromEntries(request.query),
    headers: Object.fromEntries(request.headers),
    user: request.user?.username,
    body: await request.text(),
    traceParent: context.traceContext.traceParent,
  },
});

app.http("echo", { handler: echo });
app.http("item", { route: "items/{id:int}", methods: ["GET", "DELETE"], handler: echo });
app.http("itemByName", { route: "items/{name}", methods: ["GET"], handler: echo });
app.http("optional", { route: "optional/{a}/{b?}", handler: echo });
app.http("files", { route: "files/{*path}", methods: ["PUT"], handler: echo });
app.http("head", { route: "head", methods: ["HEAD"], handler: () => ({ status: 202 }) });
app.http("off", { handler: echo });

app.http("nothing", { handler: () => undefined });
app.http("throws", {
  handler: () => {
    throw new Error("the handler is broken");
  },
});
app.http("text", { handler: () => "not a response" });
app.http("binary", { handler: () => ({ body: Buffer.from([0, 255, 13, 10]) }) });
app.http("noContent", { handler: () => ({ status: 204, body: "dropped" }) });
app.http("cookies", {
  handler: () => ({
    status: 201,
    headers: { "x-custom": "1", "content-type": "text/x-test", connection: "close" },
    body: "made",
    cookies: [
      { name: "a", value: "1 2", httpOnly: true, secure: true, sameSite: "Strict", maxAge: 60 },
      { name: "b", value: "x", domain: "example.test", path: "/p", expires: new Date(0) },
    ],
  }),
});
app.http("sized", {
  handler: async (request) => ({ body: String((await request.arrayBuffer()).byteLength) }),
});

import { createHttpTrigger, httpRoutes } from "../../../local-host/triggers/http";
import {
  type Invocation,
  InvocationError,
  type InvocationResult,
  type RegisteredFunction,
} from "../../../local-host/worker/worker";
import { send, serve } from "../../support/loopback";

const http = (name: string, options: Record<string, unknown> = {}): RegisteredFunction => ({
  name,
  triggerType: "httpTrigger",
  bindings: {
    httpTrigger1: {
      type: "httpTrigger",
      direction: "in",
      name: "httpTrigger1",
      methods: ["GET", "POST"],
      authLevel: "function",
      ...options,
    },
    $return: { type: "http", direction: "out", name: "httpOutput1" },
  },
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server with HTTP functions whose invocations are written down. */
async function setUp(
  functions: RegisteredFunction[],
  options: Partial<{
    answer: (invocation: Invocation) => InvocationResult;
    routePrefix: string;
    bodyLimit: number;
    bindsChunkedBodies: boolean;
  }> = {},
) {
  const invocations: Invocation[] = [];
  const lines: string[] = [];
  const server = await serve(
    createHttpTrigger({
      functions,
      worker: {
        async invoke(invocation) {
          invocations.push(invocation);
          return options.answer?.(invocation) ?? { returnValue: undefined, outputs: {} };
        },
      },
      routePrefix: options.routePrefix ?? "api",
      bodyLimit: options.bodyLimit ?? 1000,
      bindsChunkedBodies: options.bindsChunkedBodies ?? false,
      log: (_level, message) => void lines.push(message),
    }),
  );
  closing.push(() => server.close(0));
  return { url: server.url, invocations, lines };
}

const rpc = ({ trigger }: Invocation) => (trigger as { http: Record<string, unknown> }).http;

describe("createHttpTrigger()", () => {
  it("routes by prefix, template and method; the first that fits wins", async () => {
    const { url, invocations } = await setUp([
      http("byNumber", { route: "items/{id:int}" }),
      http("byName", { route: "/items/{name}", methods: ["get"] }),
      http("plain"),
      http("any", { route: "any", methods: [] }),
    ]);

    const answers = [
      await send(url, "/api/items/7"),
      await send(url, "/api/ITEMS/seven"),
      await send(url, "/api/items/seven", { method: "POST" }),
      await send(url, "/api/Plain/"),
      await send(url, "/plain"),
      await send(url, "/api/any", { method: "PATCH" }),
      await send(url, "/api/plain", { method: "DELETE" }),
      await send(url, "/"),
    ];

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 404, 204, 404, 204, 404, 404]);
    expect(answers[2]?.text).toBe("");
    expect(invocations.map(({ functionName }) => functionName)).toEqual([
      "byNumber",
      "byName",
      "plain",
      "any",
    ]);
    expect(invocations.map((invocation) => rpc(invocation)["nullableParams"])).toEqual([
      { id: { value: "7" } },
      { name: { value: "seven" } },
      {},
      {},
    ]);
  });

  it("leaves out an empty prefix", async () => {
    const { url, invocations } = await setUp([http("root", { route: "/" }), http("x")], {
      routePrefix: "",
    });

    await send(url, "/x");

    expect(invocations.map(({ functionName }) => functionName)).toEqual(["x"]);
    expect(httpRoutes([http("x", { route: "/a/b" })], "/v1/")).toEqual([
      { functionName: "x", route: "v1/a/b", methods: ["GET", "POST"] },
    ]);
  });

  it("hands over an absolute URL, joined headers and query, and the body's bytes", async () => {
    const { url, invocations } = await setUp([http("echo")]);

    await send(url, "/api/echo?tag=a&Tag=b%20c&empty=&plus=1+2", {
      method: "POST",
      headers: { "X-Many": ["1", "2"], "x-empty": "", host: "example.test:99" },
      body: Buffer.from([0, 255]),
    });

    const request = rpc(invocations[0]!);
    expect(request).toMatchObject({
      method: "POST",
      url: "http://example.test:99/api/echo?tag=a&Tag=b%20c&empty=&plus=1+2",
      nullableQuery: {
        tag: { value: "a,b c" },
        empty: { value: "" },
        plus: { value: "1 2" },
      },
      body: { bytes: Buffer.from([0, 255]) },
    });
    expect(request["nullableHeaders"]).toMatchObject({ "x-many": { value: "1,2" } });
    expect(request["nullableHeaders"]).not.toHaveProperty("x-empty");
  });

  it("passes the caller's trace on", async () => {
    const { url, invocations } = await setUp([http("echo")]);
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    await send(url, "/api/echo", { headers: { traceparent } });

    expect(invocations[0]?.traceParent).toBe(traceparent);
  });

  it("binds a chunked body only when host.json says so", async () => {
    const chunked = { method: "POST", body: "text", isChunked: true };
    const without = await setUp([http("echo")]);
    const binding = await setUp([http("echo")], { bindsChunkedBodies: true });

    expect((await send(without.url, "/api/echo", chunked)).status).toBe(204);
    await send(binding.url, "/api/echo", chunked);

    expect(rpc(without.invocations[0]!)).not.toHaveProperty("body");
    expect(rpc(binding.invocations[0]!)["body"]).toEqual({ bytes: Buffer.from("text") });
  });

  it("answers 413 to a body over the limit, announced or not, and calls nothing", async () => {
    const { url, invocations } = await setUp([http("echo")], { bindsChunkedBodies: true });
    const body = "x".repeat(1001);

    const announced = await send(url, "/api/echo", { method: "POST", body });
    const chunked = await send(url, "/api/echo", { method: "POST", body, isChunked: true });
    const exact = await send(url, "/api/echo", { method: "POST", body: body.slice(1) });

    expect([announced.status, chunked.status, exact.status]).toEqual([413, 413, 204]);
    expect(invocations).toHaveLength(1);
  });

  it("turns what the library returns into an answer", async () => {
    const { url } = await setUp([http("made")], {
      answer: () => ({
        returnValue: {
          http: {
            statusCode: "201",
            headers: {
              "content-type": "text/x-test",
              connection: "close",
              "content-length": "999",
              "transfer-encoding": "chunked",
              "set-cookie": "own=1",
            },
            cookies: [{ name: "a", value: "1" }],
            body: { bytes: Buffer.from("made") },
          },
        },
        outputs: {},
      }),
    });

    const { status, headers, text } = await send(url, "/api/made");

    expect({ status, text }).toEqual({ status: 201, text: "made" });
    expect(headers).toMatchObject({
      "content-type": "text/x-test",
      "content-length": "4",
      "set-cookie": ["own=1", "a=1; path=/"],
    });
    expect(headers).not.toHaveProperty("transfer-encoding");
  });

  it("answers 500 without a body when the handler throws", async () => {
    const { url, lines } = await setUp([http("broken")], {
      answer: () => {
        throw new InvocationError("a secret", "Error: at line 3");
      },
    });

    const { status, text } = await send(url, "/api/broken");

    expect({ status, text }).toEqual({ status: 500, text: "" });
    expect(lines).toEqual([]);
  });

  it("warns of a route that the host itself answers", async () => {
    const { lines } = await setUp([http("own", { route: "Admin/own" }), http("adminOwn")], {
      routePrefix: "",
    });

    expect(lines).toEqual([expect.stringMatching(/^reserved-route: "own" is never called/)]);
  });

  it("refuses a route that cannot be read, naming the function", () => {
    expect(() =>
      createHttpTrigger({
        functions: [http("bad", { route: "{a:integer}" })],
        worker: { invoke: () => Promise.reject(new Error("not to be called")) },
        routePrefix: "api",
        bodyLimit: 1,
        bindsChunkedBodies: false,
        log: () => undefined,
      }),
    ).toThrow('The function "bad" cannot start: The route "api/{a:integer}" has a constraint');
  });
});

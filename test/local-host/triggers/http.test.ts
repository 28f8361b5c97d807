import type { KeyMatch } from "../../../local-host/keys/key-set";
import { createHttpTrigger } from "../../../local-host/triggers/http";
import { httpRoutes } from "../../../local-host/triggers/http-routes";
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
    disabled: string[];
    keys: { match(key: string | undefined, functionName?: string): KeyMatch };
  }> = {},
) {
  const invocations: Invocation[] = [];
  const lines: string[] = [];
  const server = await serve(
    createHttpTrigger({
      isDisabled: (name) => options.disabled?.includes(name) ?? false,
      keys: options.keys,
      worker: {
        functions,
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
      http("itemByName", { route: "/items/{name}", methods: ["get"] }),
      http("item", { route: "items/{id:int}" }),
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
      "item",
      "itemByName",
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

  it("tries routes in the order of the functions' names, as Azure's host sorts them", async () => {
    const names = ["b", "a_", "C", "aB", "A"];
    const { url, invocations } = await setUp(names.map((name) => http(name, { route: "same" })));

    await send(url, "/api/same");

    expect(invocations.map(({ functionName }) => functionName)).toEqual(["A"]);
    expect(
      httpRoutes(
        names.map((name) => http(name)),
        "",
      ).map(({ route }) => route),
    ).toEqual(["A", "aB", "a_", "b", "C"]);
  });

  it("asks for the key of a function's level, and shows nothing before it has seen it", async () => {
    const levels: Record<string, KeyMatch["level"]> = { f: "function", s: "system", m: "admin" };
    const { url, invocations } = await setUp(
      [
        http("open", { authLevel: "anonymous" }),
        http("keyed", { authLevel: "Function" }),
        http("locked", { authLevel: "admin" }),
        http("off", { authLevel: "function" }),
        http("openOff", { authLevel: "anonymous" }),
      ],
      {
        disabled: ["off", "openOff"],
        keys: { match: (key = "") => ({ level: levels[key] ?? "anonymous" }) },
      },
    );
    const statuses = async (name: string) => {
      const keys = ["", "wrong", "f", "s", "m"];
      const asked = keys.map((key) => send(url, `/api/${name}?code=${key}`));
      return (await Promise.all(asked)).map(({ status, text }) => `${status}${text}`);
    };

    expect(await statuses("open")).toEqual(["204", "204", "204", "204", "204"]);
    expect(await statuses("keyed")).toEqual(["401", "401", "204", "401", "204"]);
    expect(await statuses("locked")).toEqual(["401", "401", "401", "401", "204"]);
    expect(await statuses("off")).toEqual(["401", "401", "404", "401", "204"]);
    expect(await statuses("openOff")).toEqual(["404", "404", "404", "404", "204"]);
    expect(invocations).toHaveLength(5 + 2 + 1 + 1 + 1);
  });

  it("leaves out an empty prefix", async () => {
    const { url, invocations } = await setUp([http("root", { route: "/" }), http("x")], {
      routePrefix: "",
    });

    await send(url, "/x");

    expect(invocations.map(({ functionName }) => functionName)).toEqual(["x"]);
    expect(httpRoutes([http("x", { route: "/a/b" })], "/v1/")).toEqual([
      { functionName: "x", route: "v1/a/b", methods: ["GET", "POST"], authLevel: "function" },
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
    expect(request["nullableHeaders"]).toMatchObject({
      "x-many": { value: "1,2" },
      "x-empty": { value: "" },
    });
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
        worker: {
          functions: [http("bad", { route: "{a:integer}" })],
          invoke: () => Promise.reject(new Error("not to be called")),
        },
        isDisabled: () => false,
        keys: undefined,
        routePrefix: "api",
        bodyLimit: 1,
        bindsChunkedBodies: false,
        log: () => undefined,
      }),
    ).toThrow('The function "bad" cannot start: The route "api/{a:integer}" has a constraint');
  });
});

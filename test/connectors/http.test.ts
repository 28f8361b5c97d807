import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { z } from "zod";
import { checkingWrites } from "../../connectors/before-write";
import { ConnectorError } from "../../connectors/connector-error";
import { type HttpOptions, createHttp } from "../../connectors/http";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let url: string;
let handler: Handler;
let received: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      received.push({ method, url: path, headers, body: Buffer.concat(chunks).toString("utf8") });
      handler(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  received = [];
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const secret = "planted-secret-4711";
const thing = z.object({ name: z.string() });

const http = (options: Partial<HttpOptions> = {}) =>
  createHttp({
    vendor: "acme",
    baseUrl: url,
    authorize: () => Promise.resolve({ Authorization: `Bearer ${secret}` }),
    rateLimitSeconds: 7,
    ...options,
  });

const answer =
  (status: number, body: unknown = "", headers: Record<string, string> = {}): Handler =>
  (_request, response) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
  };

const reset: Handler = (request) => request.socket.resetAndDestroy();

const get = { method: "GET", path: "/things/1" } as const;
const put = { method: "PUT", path: "/things/1", body: { name: "one" } } as const;

const failed = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => new Error("did not fail"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConnectorError) return error;
  throw new Error("Expected a ConnectorError", { cause: error });
};

describe("createHttp()", () => {
  it("answers what the schema reads", async () => {
    handler = answer(200, { name: "one", more: true });

    await expect(http().read(thing, get)).resolves.toEqual({ name: "one" });
  });

  it("sends JSON, and keeps the path of the base URL", async () => {
    handler = answer(200, { name: "one" });

    await http({ baseUrl: `${url}/v1` }).write(thing, { ...put, query: { q: "a^b&c" } });

    expect(received).toEqual([
      expect.objectContaining({
        method: "PUT",
        url: "/v1/things/1?q=a%5Eb%26c",
        body: '{"name":"one"}',
        headers: expect.objectContaining({
          "content-type": "application/json",
          accept: "application/json",
          authorization: `Bearer ${secret}`,
          "user-agent": "durable-response",
        }),
      }),
    ]);
  });

  it("says that a POST without a body has none: Azure's front door answers 411 otherwise", async () => {
    handler = answer(200, { name: "one" });

    await http().read(thing, { method: "POST", path: "/things/1/entities" });

    expect(received[0]?.headers).toMatchObject({ "content-length": "0" });
    expect(received[0]?.headers).not.toHaveProperty("content-type");
  });

  it("sends what else a request brings, and who asks all the same", async () => {
    handler = answer(200, { name: "one" });

    await http().read(thing, { ...get, headers: { Prefer: "x", Authorization: "none" } });

    expect(received[0]?.headers).toMatchObject({ prefer: "x", authorization: `Bearer ${secret}` });
  });

  it("sends a form", async () => {
    handler = answer(200, { name: "one" });

    await http().read(thing, { method: "POST", path: "/token", form: { secret: "a&b=c d" } });

    expect(received[0]?.body).toBe("secret=a%26b%3Dc+d");
    expect(received[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  it.each([
    [400, "permanent", false],
    [401, "auth", false],
    [403, "auth", false],
    [404, "not-found", false],
    [408, "transient", false],
    [410, "permanent", false],
    [409, "permanent", false],
    [422, "permanent", false],
    [429, "rate-limited", false],
    [500, "transient", true],
    [503, "transient", true],
  ])(
    "takes %i for %s, and a write for possibly made: %s",
    async (status, kind, mayHaveHappened) => {
      handler = answer(status);

      expect(await failed(http().write(thing, put))).toMatchObject({
        status,
        kind,
        mayHaveHappened,
      });
      expect(await failed(http().read(thing, get))).toMatchObject({ kind, mayHaveHappened: false });
    },
  );

  it("takes a page that says 404 for nobody's word about what was asked for", async () => {
    handler = (_, response) =>
      response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");

    const words =
      "answered 404 with text/html in place of JSON: " +
      "see that its address in the app's settings is right, and that no proxy answers in its place";
    expect(await failed(http().read(thing, get))).toMatchObject({
      kind: "permanent",
      status: 404,
      message: `acme: GET /things/1 ${words}`,
    });
    expect(await failed(http().send(put))).toMatchObject({
      kind: "permanent",
      message: `acme: PUT /things/1 ${words}`,
    });
    const advised = http({ advice: { 404: "see that the workflow is turned on" } });
    expect((await failed(advised.read(thing, get))).message).toMatch(/see that the workflow is/);
  });

  it("says what was tried, what came back and what to do", async () => {
    handler = answer(403, { error: { code: "Forbidden", message: "No\n write   role" } });
    const advised = http({ advice: { 403: "give it the role Writer" } });

    const error = await failed(advised.write(thing, { ...put, query: { token: secret } }));

    expect(error.message).toBe(
      "acme: PUT /things/1 answered 403 (Forbidden: No write role): give it the role Writer",
    );
  });

  it("calls a request by its label", async () => {
    handler = answer(400);

    const error = await failed(http().read(thing, { ...get, label: "the thing" }));

    expect(error.message).toBe("acme: GET the thing answered 400");
  });

  it.each([
    ["seconds", "29", 29],
    ["no header", undefined, 7],
    ["nonsense", "soon", 7],
  ])("waits after a 429 with %s", async (_name, retryAfter, retryAfterSeconds) => {
    handler = answer(429, "", retryAfter === undefined ? {} : { "retry-after": retryAfter });

    const error = await failed(http().read(thing, get));

    expect(error.toFailure()).toEqual({
      kind: "rate-limited",
      vendor: "acme",
      message: "acme: GET /things/1 answered 429",
      retryAfterSeconds,
    });
  });

  it("waits as a quota's own header says, where there is no Retry-After", async () => {
    handler = answer(429, "", { "ratelimit-reset": "12" });

    expect(await failed(http().read(thing, get))).toMatchObject({ retryAfterSeconds: 12 });
  });

  it("guesses the waiting time by status where a vendor has several for it", async () => {
    handler = answer(402);
    const rateLimitSeconds = (status: number): number => status * 10;

    const error = await failed(
      http({ rateLimitSeconds, kindOf: () => "rate-limited" }).read(thing, get),
    );

    expect(error.retryAfterSeconds).toBe(4_020);
  });

  it("repeats what a vendor says outside of any error object", async () => {
    handler = answer(400, { detail: "malformed hostname" });

    const error = await failed(http().read(thing, get));

    expect(error.message).toBe("acme: GET /things/1 answered 400 (malformed hostname)");
  });

  it("repeats the first of several errors", async () => {
    handler = answer(422, { errors: [{ detail: "malformed address", status: 422 }, {}] });

    const error = await failed(http().read(thing, get));

    expect(error.message).toBe("acme: GET /things/1 answered 422 (malformed address)");
  });

  it("leaves the waiting time out of other failures", async () => {
    handler = answer(503, "", { "retry-after": "29" });

    expect((await failed(http().read(thing, get))).toFailure()).not.toHaveProperty(
      "retryAfterSeconds",
    );
  });

  it("does not follow a redirect, so that no token leaves for elsewhere", async () => {
    handler = answer(302, "", { location: `${url}/elsewhere` });

    const error = await failed(http().write(thing, put));

    expect(error).toMatchObject({ kind: "permanent", status: 302, mayHaveHappened: false });
    expect(received).toHaveLength(1);
  });

  it("does not take a page for JSON", async () => {
    handler = answer(200, "<html>Sign in</html>", { "content-type": "text/html; charset=utf-8" });

    const error = await failed(http().write(thing, put));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: true });
    expect(error.message).toBe("acme: PUT /things/1 answered with text/html in place of JSON");
  });

  it("names what an answer of another shape lacks, and none of its values", async () => {
    handler = answer(200, { surprise: secret });

    const error = await failed(http().read(thing, get));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toBe("acme: GET /things/1 answered without the expected name");
  });

  it("takes JSON that ends early for unreadable", async () => {
    handler = answer(200, '{"name":"on');

    expect(await failed(http().read(thing, get))).toMatchObject({
      kind: "permanent",
      message: "acme: GET /things/1 answered with text that is not JSON",
    });
  });

  it("takes JSON of a subtype", async () => {
    handler = answer(200, { name: "one" }, { "content-type": "application/hal+json" });

    await expect(http().read(thing, get)).resolves.toEqual({ name: "one" });
  });

  it("refuses an answer without end", async () => {
    handler = answer(200, `"${"x".repeat(9 * 1024 * 1024)}"`);

    expect(await failed(http().write(thing, put))).toMatchObject({
      kind: "permanent",
      mayHaveHappened: true,
      message: "acme: PUT /things/1 answered too much",
    });
  });

  it("gives up on silence, and says that a write may have been made", async () => {
    handler = () => {};
    const impatient = http({ readSeconds: 0.05, writeSeconds: 0.05 });

    expect(await failed(impatient.write(thing, put))).toMatchObject({
      kind: "transient",
      mayHaveHappened: true,
      message: "acme: PUT /things/1 had no answer within 0.05 s",
    });
    expect(await failed(impatient.read(thing, get))).toMatchObject({ mayHaveHappened: false });
  });

  it("gives up on an answer that trickles", async () => {
    let timer: NodeJS.Timeout | undefined;
    handler = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      timer = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(timer));
    };

    const error = await failed(http({ readSeconds: 0.1 }).read(thing, get));

    expect(error.message).toContain("within 0.1 s");
  });

  it("takes a reset after the request for a write that may have been made", async () => {
    handler = reset;

    expect(await failed(http().write(thing, put))).toMatchObject({
      kind: "transient",
      mayHaveHappened: true,
      message: "acme: PUT /things/1 had no answer (ECONNRESET)",
    });
  });

  it("takes a refused connection for a write that was not made", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));

    const error = await failed(http({ baseUrl: `http://127.0.0.1:${port}` }).write(thing, put));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("goes straight to the vendor, whatever proxy the environment names", async () => {
    handler = answer(200, { name: "one" });
    process.env.HTTP_PROXY = "http://127.0.0.1:9";

    try {
      await expect(http().read(thing, get)).resolves.toEqual({ name: "one" });
    } finally {
      delete process.env.HTTP_PROXY;
    }
  });

  it("needs no body in answer to a send", async () => {
    handler = answer(202, "1", { "content-type": "text/plain" });

    await expect(http().send({ ...put, method: "POST" })).resolves.toBeUndefined();
  });

  it("lets a vendor mean something else by a status", async () => {
    handler = answer(424);
    const odd = http({ kindOf: (status) => (status === 424 ? "transient" : undefined) });

    expect(await failed(odd.read(thing, get))).toMatchObject({ kind: "transient" });
    expect(await failed(odd.send(put))).toMatchObject({ kind: "transient" });
  });

  it("lets a vendor fail with a success", async () => {
    handler = answer(200, { error: { message: "cancelled" } });
    const odd = http({ kindOf: (status) => (status < 300 ? "transient" : undefined) });

    expect(await failed(odd.write(thing, put))).toMatchObject({
      kind: "transient",
      mayHaveHappened: true,
      message: "acme: PUT /things/1 answered 200 (cancelled)",
    });
  });
});

describe("createHttp() with a refused secret", () => {
  it("asks for a new one and tries once more", async () => {
    let current = "old-secret";
    handler = (request, response) =>
      answer(request.headers.authorization === "new-secret" ? 200 : 401, { name: "one" })(
        request,
        response,
      );
    const forget = jest.fn(() => (current = "new-secret"));

    const found = http({ authorize: async () => ({ Authorization: current }), forget });

    await expect(found.read(thing, get)).resolves.toEqual({ name: "one" });
    expect(forget).toHaveBeenCalledTimes(1);
  });

  it("renews once for several that are refused at once, however late one of them hears of it", async () => {
    let secrets = 1;
    const lastRefused = Promise.withResolvers<void>();
    handler = (request, response) => {
      const isRefused = request.headers.authorization === "secret-1";
      const respond = () => answer(isRefused ? 401 : 200, { name: "one" })(request, response);
      if (isRefused && request.url === "/things/late") void lastRefused.promise.then(respond);
      else respond();
    };
    const forget = jest.fn(() => (secrets += 1));
    const authorize = async () => ({ Authorization: `secret-${secrets}` });
    const shared = http({ authorize, forget });

    const late = shared.read(thing, { ...get, path: "/things/late" });
    await shared.read(thing, get);
    lastRefused.resolve();
    await late;

    expect(forget).toHaveBeenCalledTimes(1);
    expect(received).toHaveLength(4);
  });

  it("does not try a third time", async () => {
    handler = answer(401);
    const forget = jest.fn();

    expect(await failed(http({ forget }).read(thing, get))).toMatchObject({ kind: "auth" });

    expect(received).toHaveLength(2);
    expect(forget).toHaveBeenCalledTimes(1);
  });

  it("takes 403 for a refused secret only where it is told to", async () => {
    handler = answer(403);
    const forget = jest.fn();

    await failed(http({ forget }).read(thing, get));
    expect(forget).not.toHaveBeenCalled();

    await failed(http({ forget, refusals: [401, 403] }).read(thing, get));
    expect(forget).toHaveBeenCalledTimes(1);
  });
});

describe("createHttp() and secrets", () => {
  const everywhere = {
    error: { code: secret, message: `Bearer ${secret} is wrong`, detail: "pass-word-99" },
  };
  const basic = `Basic ${Buffer.from("soar:pass-word-99").toString("base64")}`;

  it.each([
    ["a refusal that repeats them", answer(400, everywhere)],
    ["a reset", reset],
    ["an answer of another shape", answer(200, everywhere)],
    ["a page", answer(200, secret, { "content-type": "text/html" })],
    ["a type that repeats them", answer(200, "x", { "content-type": `${secret}/x` })],
  ])("keeps them out of an error for %s", async (_name, handle) => {
    handler = handle;
    const both = http({
      authorize: async () => ({ Authorization: `Bearer ${secret}`, "X-Other": basic }),
    });

    const error = await failed(both.write(thing, { ...put, query: { sig: secret } }));

    const shown = [error.message, JSON.stringify(error), inspect(error, { depth: 9 }), error.stack];
    for (const text of shown) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain("pass-word-99");
    }
  });

  it("shows no part of one, however often a vendor repeats it", async () => {
    const token = `${"0123456789".repeat(19)}abcdefghi`;
    handler = answer(400, { message: token.repeat(30) });

    const error = await failed(http({ authorize: async () => ({ Key: token }) }).write(thing, put));

    expect(error.message).toBe(`acme: PUT /things/1 answered 400 (${"*".repeat(90)})`);
  });

  it("keeps an address that is one out, too", async () => {
    handler = answer(400, { message: `No such sig ${secret}` });
    const hidden = http({ baseUrl: () => Promise.resolve(`${url}/x?sig=${secret}`) });

    const error = await failed(hidden.send({ method: "POST", path: "", label: "the webhook" }));

    expect(error.message).toBe("acme: POST the webhook answered 400 (No such sig ***)");
  });

  it.each(["http://example.com", "ftp://127.0.0.1", "https://user:pw@example.com", "example.com"])(
    "sends nothing to %s",
    (baseUrl) => {
      expect(() => http({ baseUrl })).toThrow(ConnectorError);
    },
  );
});

describe("createHttp() while changes are checked", () => {
  const no = (): never => {
    throw new ConnectorError("activity", "transient", "no longer ours");
  };

  it("sends no change that the check refuses, and asks all the same", async () => {
    handler = answer(200, { name: "one" });

    const both = checkingWrites(no, async () => {
      const found = await http().read(thing, get);
      return [found, await failed(http().write(thing, put)), await failed(http().send(put))];
    });

    expect(await both).toEqual([
      { name: "one" },
      expect.objectContaining({ message: "activity: no longer ours" }),
      expect.objectContaining({ message: "activity: no longer ours" }),
    ]);
    expect(received.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("checks once more before it sends with a new secret", async () => {
    let checks = 0;
    handler = answer(401);
    const secrets = [{ Authorization: "old" }, { Authorization: "old" }, { Authorization: "new" }];
    const authorize = async () => secrets.shift()!;
    const check = (): void => {
      if (checks++ > 0) no();
    };

    const error = await checkingWrites(check, () =>
      failed(http({ authorize, forget: () => undefined }).write(thing, put)),
    );

    expect(error.message).toBe("activity: no longer ours");
    expect(received).toHaveLength(1);
  });
});

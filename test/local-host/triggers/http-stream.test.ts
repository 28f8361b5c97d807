import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { bundle, fixtureApp } from "../../support/bundle";
import { type HostProcess, startHostProcess } from "../../support/host-process";
import { type WireRequest, send } from "../../support/loopback";

/** An app with enableHttpStream, behind the real library, over the wire. */

let host: HostProcess;
const main = bundle("local-host/main.ts");

beforeAll(async () => {
  const args = [fixtureApp("stream-app"), "--port", "0", "--database", ":memory:"];
  host = await startHostProcess({ file: main.file, args });
});
afterAll(async () => {
  await host.stop();
  main.remove();
});

const call = (path: string, request?: WireRequest) => send(host.url, path, request);

/** A request whose body the test writes; the answer as soon as it begins. */
function open(path: string) {
  const outgoing = httpRequest(host.url + path, { method: "POST", agent: false });
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  answered.catch(() => undefined);
  return { outgoing, answered };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  return text;
}

describe("a function with enableHttpStream", () => {
  it("sees the request as in Azure", async () => {
    const principal = Buffer.from(JSON.stringify({ userDetails: "ana", identityProvider: "aad" }));
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    const { json } = await call("/api/seen/7?a=1&a=2", {
      method: "PUT",
      headers: {
        host: "example.test:99",
        "X-Many": ["1", "2"],
        "x-forwarded-host": "evil.example",
        "x-ms-invocation-id": "another",
        "x-ms-client-principal": principal.toString("base64"),
        traceparent,
      },
      body: "grüße",
    });

    expect(json).toMatchObject({
      method: "PUT",
      url: "http://example.test:99/api/seen/7?a=1&a=2",
      query: { a: "2" },
      headers: { "x-many": "1,2", host: "example.test:99" },
      user: "ana",
      body: "grüße",
      traceParent: traceparent,
    });
  });

  it("gets properties of the body, then the query, then route values as params", async () => {
    const body = JSON.stringify({
      ID: 5,
      name: "n",
      ok: true,
      half: 0.5,
      list: [1],
      nested: { a: 1 },
      none: null,
      a: "body",
    });

    const { json } = await call("/api/seen/7?A=1&A=2&Code=k&x=y", { method: "POST", body });

    expect(json).toMatchObject({ body });
    expect((json as { params: object }).params).toEqual({
      ID: "7",
      name: "n",
      ok: "True",
      half: "0.5",
      a: "2",
      x: "y",
    });
    await host.written(/WARNING: stream-params: request\.params of "seen" holds more than/);
  });

  it("gets route values only when the request says no more", async () => {
    const answers = await Promise.all([
      call("/api/seen/7?code=k"),
      call("/api/seen"),
      call("/api/seen", { method: "POST", body: '["a"]' }),
      call("/api/seen", { method: "POST", body: '{ "a": 1 }', isChunked: true }),
      call("/api/seen", { method: "POST", body: "{ broken" }),
    ]);

    expect(answers.map(({ json }) => (json as { params: object }).params)).toEqual([
      { id: "7" },
      {},
      {},
      {},
      {},
    ]);
  });

  it("loses its headers to a query parameter of that name, as in Azure", async () => {
    const { json } = await call("/api/seen?headers=x&query=y", { headers: { "x-one": "1" } });

    expect(json).toMatchObject({ headers: {}, query: { headers: "x", query: "y" } });
  });

  it("takes a path that looks like another host for a path", async () => {
    expect((await call("//example.test/api/seen")).status).toBe(404);
  });

  it("answers with status, headers and cookies, without those of the connection", async () => {
    const { status, text, headers } = await call("/api/answered");

    expect({ status, text }).toEqual({ status: 201, text: "made" });
    expect(headers).toMatchObject({
      "x-custom": "1",
      "set-cookie": ["a=1%202; HttpOnly", "b=x; Path=/p"],
    });
    expect(headers).not.toHaveProperty("x-private");
  });

  it.each([
    ["HEAD", "/api/seen", "HEAD", 200],
    ["204", "/api/noContent", "GET", 204],
    ["an unknown path", "/api/nowhere", "GET", 404],
  ])("answers without a body: %s", async (_title, path, method, status) => {
    expect(await call(path, { method })).toMatchObject({ status, text: "" });
  });

  it("sends an answer while the request is still coming", async () => {
    const { outgoing, answered } = open("/api/echo");
    outgoing.write("one ");
    const [incoming] = await answered;
    const pieces = incoming[Symbol.asyncIterator]() as AsyncIterator<Buffer>;

    expect(String((await pieces.next()).value)).toBe("one ");
    outgoing.end("two");
    expect(String((await pieces.next()).value)).toBe("two");
    expect((await pieces.next()).done).toBe(true);
  });

  it("takes large bodies both ways, announced or not", async () => {
    const body = Buffer.alloc(20_000_000, "x");

    const [announced, chunked, echoed, many] = await Promise.all([
      call("/api/count", { method: "POST", body }),
      call("/api/count", { method: "POST", body, isChunked: true }),
      call("/api/echo", { method: "POST", body, isChunked: true }),
      call("/api/many?chunks=300"),
    ]);

    expect([announced.text, chunked.text]).toEqual(["20000000", "20000000"]);
    expect(echoed.body.equals(body)).toBe(true);
    expect(many.body).toHaveLength(300 * 65_536);
  });

  it("answers 413 to a body over the limit, announced or not", async () => {
    const body = Buffer.alloc(50_000_001, "x");
    const { outgoing, answered } = open("/api/count");
    outgoing.write(body);

    const [incoming] = await answered;
    const announced = await call("/api/count", {
      method: "POST",
      headers: { "content-length": String(body.length) },
      body: "x",
    });

    expect([incoming.statusCode, announced.status]).toEqual([413, 413]);
    outgoing.destroy();
  });

  it("answers a caller whose body nobody reads", async () => {
    const { outgoing, answered } = open("/api/unread");
    outgoing.on("error", () => undefined);
    outgoing.write(Buffer.alloc(1_000_000));

    const [incoming] = await answered;

    expect(incoming.statusCode).toBe(403);
    expect(await textOf(incoming)).toBe("not read");
    outgoing.destroy();
  });

  it.each([
    ["an error", "throws", 500, /WARNING: stream-throw: "throws" threw/],
    ["a result that is no response", "text", 500, /WARNING: stream-throw: "text" threw/],
    ["nothing", "nothing", 204, /WARNING: stream-empty: "nothing" gave nothing back/],
  ])("answers at once to %s, and warns", async (_title, name, status, warning) => {
    expect(await call(`/api/${name}`)).toMatchObject({ status, text: "" });
    await host.written(warning);
  });

  it("writes its errors to the log", async () => {
    const { status } = await call("/api/throws", { method: "POST", body: "unread" });

    expect(status).toBe(500);
    await host.written(
      /Executed 'Functions\.throws' \(Failed, Id=.*\)\nError: the handler is broken/,
    );
  });

  it("cuts the connection when an answer breaks, so that nobody takes it for whole", async () => {
    const { outgoing, answered } = open("/api/breaks");
    outgoing.on("error", () => undefined);
    outgoing.write("one");
    const [incoming] = await answered;
    await once(incoming, "readable");
    outgoing.write("break");

    await expect(textOf(incoming)).rejects.toThrow("aborted");
    await host.written(/Executed 'Functions\.breaks' \(Failed, Id=.*\)\nError: the body is broken/);
  });

  it("learns that its caller is gone", async () => {
    const { outgoing } = open("/api/abandoned");
    outgoing.on("error", () => undefined);
    outgoing.write("a part");
    await host.written(/reading/);

    outgoing.destroy();

    await host.written(/cut off: /);
    expect((await call("/api/seen")).status).toBe(200);
  });
});

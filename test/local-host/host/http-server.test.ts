import { once } from "node:events";
import { connect } from "node:net";
import { type HostRequest, startHttpServer } from "../../../local-host/http-server";
import { send, serve } from "../../support/loopback";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function setUp(handler: Parameters<typeof serve>[0], lines: string[] = []) {
  const server = await serve(handler, (_level, message) => void lines.push(message));
  closing.push(() => server.close(0));
  return server;
}

/** What a server answers to bytes that no HTTP client would send. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.end(text);
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  await once(socket, "close");
  return answer;
}

describe("startHttpServer()", () => {
  it("gives a request with an absolute URL, joined headers and its body", async () => {
    let seen: HostRequest | undefined;
    const { url, port } = await setUp(async (request) => {
      seen = request;
      return { status: 200, body: await request.body(10) };
    });

    const { text } = await send(url, "/a/../b%20c?x=1", {
      method: "PATCH",
      headers: { "X-A": ["1", "2"] },
      body: "text",
    });

    expect(text).toBe("text");
    expect(seen).toMatchObject({ method: "PATCH", contentLength: 4 });
    expect(seen?.url.href).toBe(`http://127.0.0.1:${port}/b%20c?x=1`);
    expect(seen?.headers["x-a"]).toBe("1,2");
  });

  it("answers 404 without a body when nobody answers", async () => {
    const { url } = await setUp(() => undefined);

    expect(await send(url, "/")).toMatchObject({ status: 404, text: "" });
  });

  it("answers 413 to a body over the limit, and goes on with the next request", async () => {
    const { url } = await setUp(async (request) => ({ status: 200, body: await request.body(3) }));
    const post = (body: string, isChunked: boolean) =>
      send(url, "/", { method: "POST", body, isChunked });

    const answers = [await post("four", false), await post("four", true), await post("yes", true)];

    expect(answers.map(({ status }) => status)).toEqual([413, 413, 200]);
  });

  it("answers 500 when a handler throws, and logs neither query nor more than once", async () => {
    const lines: string[] = [];
    const { url } = await setUp(() => {
      throw new Error("a bug");
    }, lines);

    expect((await send(url, "/path?code=key")).status).toBe(500);

    expect(lines).toEqual([expect.stringMatching(/^Cannot answer GET \/path: Error: a bug/)]);
  });

  it("answers 500 when an answer cannot be written, and lives on", async () => {
    const lines: string[] = [];
    const { url } = await setUp(
      ({ url: { pathname } }) => ({
        status: pathname === "/status" ? Number.NaN : 200,
        headers: pathname === "/header" ? { "x-a": "\u0001" } : {},
      }),
      lines,
    );

    const answers = [await send(url, "/status"), await send(url, "/header"), await send(url, "/")];

    expect(answers.map(({ status }) => status)).toEqual([500, 500, 200]);
    expect(lines).toHaveLength(2);
  });

  it("sends no body with 204 and 304", async () => {
    const { url } = await setUp(({ url: { pathname } }) => ({
      status: Number(pathname.slice(1)),
      body: "x",
    }));

    for (const status of [204, 304]) {
      const answer = await send(url, `/${status}`);
      expect(answer).toMatchObject({ status, text: "" });
      expect(answer.headers).not.toHaveProperty("content-length");
    }
  });

  it("takes no host from a path", async () => {
    const hosts: string[] = [];
    const { port } = await setUp(({ url }) => {
      hosts.push(`${url.host}${url.pathname}`);
      return { status: 200 };
    });

    await raw(
      port,
      "GET //evil.example/x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
    );
    await raw(
      port,
      "GET http://evil.example/x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
    );
    await raw(port, "GET /x HTTP/1.0\r\n\r\n");

    expect(hosts).toEqual(["a.example//evil.example/x", "a.example/x", `127.0.0.1:${port}/x`]);
  });

  it.each([
    ["bytes that are not HTTP", "hello\r\n\r\n"],
    ["a host that is none", "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"],
    ["an asterisk", "OPTIONS * HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"],
  ])("answers 400 to %s", async (_title, text) => {
    const { port } = await setUp(() => ({ status: 200 }));

    expect(await raw(port, text)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("listens on this machine only", async () => {
    const { port } = await setUp(() => ({ status: 200 }));

    const socket = connect(port, "::1");

    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH|EAFNOSUPPORT/);
  });

  it("says which port is in use, and what to do", async () => {
    const { port } = await setUp(() => undefined);

    await expect(
      startHttpServer(
        port,
        () => undefined,
        () => undefined,
      ),
    ).rejects.toThrow(`Port ${port} is in use. End what listens there, or choose one with --port`);
  });

  it("lets a running request end when it closes, up to its grace", async () => {
    const [patient, stuck] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const reached = Promise.withResolvers<void>();
    let count = 0;
    const server = await serve(async ({ url }) => {
      if (++count === 2) reached.resolve();
      await (url.pathname === "/stuck" ? stuck : patient).promise;
      return { status: 200, body: "done" };
    });
    const answered = send(server.url, "/patient");
    const cut = send(server.url, "/stuck").catch((error: Error) => error.message);
    await reached.promise;

    const closed = server.close(300);
    patient.resolve();

    expect((await answered).text).toBe("done");
    await closed;
    expect(await cut).toBe("socket hang up");
    stuck.resolve();
  });
});

import { bundle, fixtureApp } from "../../support/bundle";
import { type HostProcess, startHostProcess } from "../../support/host-process";
import { type WireRequest, send } from "../../support/loopback";

/** HTTP functions of a real app, behind the real library, over the wire. */

let host: HostProcess;
const main = bundle("local-host/main.ts");

beforeAll(async () => {
  const args = [fixtureApp("http-app"), "--port", "0", "--database", ":memory:"];
  host = await startHostProcess({ file: main.file, args });
});
afterAll(async () => {
  await host.stop();
  main.remove();
});

const call = (path: string, request?: WireRequest) => send(host.url, path, request);

describe("an app's HTTP functions", () => {
  it("see the request as in Azure", async () => {
    const principal = Buffer.from(JSON.stringify({ userDetails: "ana", identityProvider: "aad" }));
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    const { json } = await call("/api/echo?a=1&a=2&b=", {
      method: "POST",
      headers: {
        "content-type": "text/plain",
        "x-ms-client-principal": principal.toString("base64"),
        traceparent,
      },
      body: "grüße",
    });

    expect(json).toMatchObject({
      function: "echo",
      method: "POST",
      url: `${host.url}/api/echo?a=1&a=2&b=`,
      params: {},
      query: { a: "1,2", b: "" },
      headers: { "content-type": "text/plain" },
      user: "ana",
      body: "grüße",
      traceParent: traceparent,
    });
  });

  it("get route values as params, and only those that are there", async () => {
    const answers = await Promise.all([
      call("/api/items/7?x=1"),
      call("/api/items/sev%20en"),
      call("/api/optional/a"),
      call("/api/optional/a/b"),
      call("/api/files/x/y.txt", { method: "PUT", body: "z" }),
    ]);

    expect(answers.map(({ json }) => json)).toMatchObject([
      { function: "item", params: { id: "7" } },
      { function: "itemByName", params: { name: "sev en" } },
      { function: "optional", params: { a: "a" } },
      { function: "optional", params: { a: "a", b: "b" } },
      { function: "files", params: { path: "x/y.txt" }, body: "z" },
    ]);
    expect(answers[2]?.json).not.toHaveProperty("params.b");
  });

  it.each([
    ["an unknown path", "/api/nowhere", "GET"],
    ["a method that no route takes", "/api/items/seven", "DELETE"],
    ["HEAD on a function that takes GET", "/api/echo", "HEAD"],
    ["a disabled function", "/api/off", "GET"],
    ["a path without the prefix", "/echo", "GET"],
  ])("answer 404 without a body to %s", async (_title, path, method) => {
    const { status, text } = await call(path, { method });

    expect({ status, text }).toEqual({ status: 404, text: "" });
  });

  it("see no body that came without a length", async () => {
    const request = { method: "POST", body: "text", isChunked: true };

    expect((await call("/api/echo", request)).json).toMatchObject({ body: "" });
  });

  it("see bodies up to the limit of the app setting", async () => {
    const answers = await Promise.all(
      [1000, 1001].map((length) =>
        call("/api/sized", { method: "POST", body: "x".repeat(length) }),
      ),
    );

    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [200, "1000"],
      [413, ""],
    ]);
  });

  it("answer with status, headers, bytes and cookies", async () => {
    const made = await call("/api/cookies");
    const binary = await call("/api/binary");

    expect(made).toMatchObject({ status: 201, text: "made" });
    expect(made.headers).toMatchObject({
      "x-custom": "1",
      "content-type": "text/x-test",
      "set-cookie": [
        "a=1%202; max-age=60; path=/; secure; samesite=strict; httponly",
        "b=x; domain=example.test; path=/p",
      ],
    });
    expect(binary.body).toEqual(Buffer.from([0, 255, 13, 10]));
  });

  it.each([
    ["nothing returned", "nothing", 204],
    ["204 with a body", "noContent", 204],
    ["an error", "throws", 500],
    ["a result that is no response", "text", 500],
  ])("answer without a body: %s", async (_title, name, status) => {
    expect(await call(`/api/${name}`)).toMatchObject({ status, text: "" });
  });

  it("answer HEAD where they say so", async () => {
    expect(await call("/api/head", { method: "HEAD" })).toMatchObject({ status: 202, text: "" });
  });

  it("write their errors to the log, not to the caller", async () => {
    const { text } = await call("/api/throws");

    expect(text).toBe("");
    await host.written(
      /ERROR: Executed 'Functions.throws' \(Failed, Id=[-\w]+, Duration=\d+ms\)\nError: the handler is broken/,
    );
  });

  it("answer pages of the origins in local.settings.json", async () => {
    const { headers } = await call("/api/echo", { headers: { origin: "https://portal.example" } });

    expect(headers["access-control-allow-origin"]).toBe("https://portal.example");
  });

  it("answer no page of another origin where no key is asked for", async () => {
    const page = { headers: { origin: "https://evil.example" } };

    const answers = await Promise.all([
      call("/runtime/webhooks/durabletask/instances", page),
      call("/admin/host/status", page),
      call("/durabletask/instances", { headers: { host: "rebound.example" } }),
      call("/runtime/webhooks/durabletask/instances"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 200]);
  });
});

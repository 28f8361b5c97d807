import { TurnedClock } from "../../../local-host/clock";
import { httpActivity } from "../../../local-host/http-activity";
import type { HostRequest } from "../../../local-host/http-server";
import { serve } from "../../support/loopback";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server that writes down what it is asked. */
async function setUp(answer: { status: number; headers?: Record<string, string>; body?: string }) {
  const requests: (HostRequest & { text: string })[] = [];
  const server = await serve(async (request) => {
    requests.push({ ...request, text: (await request.body(1000)).toString() });
    return answer;
  });
  closing.push(() => server.close(0));
  return { url: server.url, requests };
}

async function call(request: object, environment: Record<string, string> = {}) {
  const clock = new TurnedClock();
  const result = await httpActivity(clock, environment)(JSON.stringify(request));
  expect(clock.next()).toBeUndefined();
  return JSON.parse(result) as { statusCode: number; headers: object; content: string };
}

describe("httpActivity()", () => {
  it("sends what the orchestration asked for, as text when it names no type", async () => {
    const { url, requests } = await setUp({ status: 200, body: "answer" });

    const result = await call({
      method: "POST",
      uri: `${url}/x?y=1`,
      headers: { "x-a": "1" },
      content: "hello",
    });

    expect(result).toMatchObject({ statusCode: 200, content: "answer" });
    expect(requests[0]).toMatchObject({ method: "POST", text: "hello" });
    expect(requests[0]?.url.search).toBe("?y=1");
    expect(requests[0]?.headers).toMatchObject({
      "x-a": "1",
      "content-type": "text/plain; charset=utf-8",
    });
  });

  it("takes every status for a result, and leaves content headers out", async () => {
    const { url } = await setUp({
      status: 503,
      headers: { "retry-after": "3", "content-type": "text/x-test", location: "/later" },
      body: "busy",
    });

    const result = await call({ method: "GET", uri: url, headers: {} });

    expect(result).toMatchObject({
      statusCode: 503,
      headers: { "retry-after": "3", location: "/later" },
      content: "busy",
    });
    expect(result.headers).not.toHaveProperty("content-type");
    expect(result.headers).not.toHaveProperty("content-length");
  });

  it("asks the managed identity endpoint for a token", async () => {
    const identity = await setUp({
      status: 200,
      headers: { "content-type": "application/json" },
      body: '{"access_token":"token-1"}',
    });
    const { url, requests } = await setUp({ status: 200 });

    await call(
      {
        method: "GET",
        uri: url,
        headers: {},
        tokenSource: { kind: "AzureManagedIdentity", resource: "https://graph.example" },
      },
      { IDENTITY_ENDPOINT: `${identity.url}/token`, IDENTITY_HEADER: "header-1" },
    );

    expect(requests[0]?.headers["authorization"]).toBe("Bearer token-1");
    expect(identity.requests[0]?.headers["x-identity-header"]).toBe("header-1");
    expect(identity.requests[0]?.url.searchParams.get("resource")).toBe("https://graph.example");
  });

  it.each([
    ["no token endpoint", { tokenSource: { resource: "r" } }, "IDENTITY_ENDPOINT"],
    ["multipart", { headers: { "content-type": "multipart/form-data" } }, "Multipart"],
  ])("fails with %s", async (_title, parts, reason) => {
    const { url, requests } = await setUp({ status: 200 });

    await expect(call({ method: "POST", uri: url, headers: {}, ...parts })).rejects.toThrow(reason);

    expect(requests).toEqual([]);
  });

  it("fails without an answer, and keeps the query to itself", async () => {
    const { url } = await setUp({ status: 200 });
    await closing.pop()?.();

    const failing = call({ method: "GET", uri: `${url}/x?key=secret`, headers: {} });

    await expect(failing).rejects.toThrow(`GET ${url}/x got no answer: `);
    await expect(failing).rejects.not.toThrow("secret");
  });

  it("gives up after 100 seconds", async () => {
    const clock = new TurnedClock();
    const reached = Promise.withResolvers<void>();
    const server = await serve(() => {
      reached.resolve();
      return new Promise(() => undefined);
    });
    closing.push(() => server.close(0));
    const request = JSON.stringify({ method: "GET", uri: server.url, headers: {} });
    const failing = httpActivity(clock, {})(request);
    void reached.promise.then(() => clock.turnBy(100_000));

    await expect(failing).rejects.toThrow("got no answer");
  });
});

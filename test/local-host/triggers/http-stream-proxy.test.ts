import { createStreamCall } from "../../../local-host/triggers/http-stream";
import type { Invocation, InvocationResult } from "../../../local-host/worker/worker";
import { send, serve } from "../../support/loopback";

/** A library that does not do its part. */

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A host in front of a library at `httpUri` whose invocations never end. */
async function setUp(httpUri: string) {
  const invocations: Invocation[] = [];
  const lines: string[] = [];
  const call = createStreamCall({
    worker: {
      invoke(invocation) {
        invocations.push(invocation);
        return Promise.withResolvers<InvocationResult>().promise;
      },
    },
    httpUri,
    bodyLimit: 1000,
    idleMs: 1,
    log: (_level, message) => void lines.push(message),
  });
  const server = await serve((request) => call("slow", request, { id: "7" }));
  closing.push(() => server.close(0));
  return { url: server.url, invocations, lines };
}

describe("createStreamCall()", () => {
  it("answers 504 when neither side says anything for too long", async () => {
    const silent = await serve(() => Promise.withResolvers<undefined>().promise);
    closing.push(() => silent.close(0));
    const { url, invocations, lines } = await setUp(silent.url);

    const { status, text } = await send(url, "/api/slow?a=1");

    expect({ status, text }).toEqual({ status: 504, text: "" });
    expect(lines.at(-1)).toContain('no answer to a request for "slow": nothing for 1 ms');
    expect(invocations).toMatchObject([
      {
        functionName: "slow",
        trigger: { http: {} },
        metadata: { a: { string: "1" }, id: { string: "7" }, Query: { json: '{"a":"1"}' } },
        invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ]);
  });

  it("answers 502 when the library does not listen", async () => {
    const gone = await serve(() => undefined);
    await gone.close(0);
    const { url, lines } = await setUp(gone.url);

    expect((await send(url, "/api/slow")).status).toBe(502);
    expect(lines).toEqual([expect.stringContaining("ECONNREFUSED")]);
  });
});

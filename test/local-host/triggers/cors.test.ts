import { withCors } from "../../../local-host/triggers/cors";
import { send, serve } from "../../support/loopback";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function setUp(origins: string[], allowsCredentials = false) {
  const methods: string[] = [];
  const server = await serve(
    withCors({ origins, allowsCredentials }, ({ method }) => {
      methods.push(method);
      return { status: 200, headers: { "x-own": "1" }, body: "ok" };
    }),
  );
  closing.push(() => server.close(0));
  return { url: server.url, methods };
}

const origin = "https://portal.example";
const preflight = {
  method: "OPTIONS",
  headers: {
    origin,
    "access-control-request-method": "PUT",
    "access-control-request-headers": "x-a,x-b",
  },
};

describe("withCors()", () => {
  it("leaves requests alone when no origin is allowed", async () => {
    const { url, methods } = await setUp([]);

    const { status, headers } = await send(url, "/", preflight);

    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    expect(methods).toEqual(["OPTIONS"]);
  });

  it("answers a preflight by itself", async () => {
    const { url, methods } = await setUp([origin]);

    const { status, headers } = await send(url, "/", preflight);

    expect(status).toBe(204);
    expect(headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "PUT",
      "access-control-allow-headers": "x-a,x-b",
      vary: "Origin",
    });
    expect(methods).toEqual([]);
  });

  it("gives an origin that is not allowed nothing to go on", async () => {
    const { url } = await setUp(["https://other.example"]);

    const asked = await send(url, "/", preflight);
    const called = await send(url, "/", { headers: { origin } });

    expect([asked.status, called.status]).toEqual([204, 200]);
    expect(asked.headers).not.toHaveProperty("access-control-allow-origin");
    expect(called.headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("adds its headers to an answer, and keeps the answer's own", async () => {
    const { url } = await setUp([origin.toUpperCase()], true);

    const { headers, text } = await send(url, "/", { headers: { origin } });

    expect(headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "x-own": "1",
    });
    expect(text).toBe("ok");
  });

  it("allows every origin with an asterisk", async () => {
    const { url } = await setUp(["*"]);

    const { headers } = await send(url, "/", { headers: { origin } });

    expect(headers).toMatchObject({ "access-control-allow-origin": "*" });
    expect(headers).not.toHaveProperty("vary");
  });

  it("does not touch a request that comes from no page", async () => {
    const { url } = await setUp([origin]);

    const { headers } = await send(url, "/");

    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });
});

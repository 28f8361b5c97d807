import { WITHOUT_KEYS, guarded } from "../../../local-host/management/guard";
import { send, serve } from "../../support/loopback";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function ask(path: string, headers: Record<string, string>, origins: string[] = []) {
  const server = await serve(guarded(WITHOUT_KEYS, origins, () => ({ status: 200 })));
  closing.push(() => server.close(0));
  const own = { origin: headers["origin"]?.replace("OWN", server.url) };
  return send(server.url, path, {
    headers: { ...headers, ...(own.origin && { origin: own.origin }) },
  });
}

const management = "/runtime/webhooks/durabletask/instances/a1/terminate";

describe("guarded()", () => {
  it.each([
    ["a program", management, {}, []],
    ["a page of its own", management, { origin: "OWN" }, []],
    ["a page that CORS allows", management, { origin: "https://a.example" }, ["https://a.example"]],
    ["any page when CORS allows all", management, { origin: "https://a.example" }, ["*"]],
    ["localhost by name", management, { host: "localhost:7071" }, []],
    ["a page, for the app's own functions", "/api/x", { origin: "https://a.example" }, []],
    ["another host name, for the app's own functions", "/api/x", { host: "a.example" }, []],
    ["a path that only begins alike", "/administrators", { origin: "https://a.example" }, []],
  ] as [string, string, Record<string, string>, string[]][])(
    "lets through %s",
    async (_title, path, headers, origins) => {
      expect((await ask(path, headers, origins)).status).toBe(200);
    },
  );

  it.each([
    [
      "a page of another origin",
      management,
      { origin: "https://a.example" },
      ["https://b.example"],
    ],
    ["a page without an origin", management, { origin: "null" }, []],
    ["a page of another port", management, { origin: "http://127.0.0.1:1" }, []],
    ["a rebound name", "/durabletask/instances", { host: "a.example" }, []],
    ["a page, in capitals", "/ADMIN/host/status", { origin: "https://a.example" }, []],
  ] as [string, string, Record<string, string>, string[]][])(
    "refuses %s",
    async (_title, path, headers, origins) => {
      const { status, text } = await ask(path, headers, origins);

      expect(status).toBe(403);
      expect(text).toContain("not pages of another origin");
    },
  );
});

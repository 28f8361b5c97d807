import { start, tokenFor } from "../token";
import { type OpenLogs, openLogs, workspaceId } from "./logs-client";

let logs: OpenLogs;
const query = "SigninLogs | take 1";

beforeEach(async () => {
  logs = await openLogs();
});
afterEach(() => logs.close());

describe("authorization", () => {
  it.each([
    ["no token", "", "AuthorizationRequiredError"],
    [
      "a token for somebody else",
      `Bearer ${tokenFor("https://management.azure.com")}`,
      "InvalidTokenError",
    ],
    [
      "a token that is over",
      `Bearer ${tokenFor("https://api.loganalytics.io", { exp: start / 1_000 })}`,
      "InvalidTokenError",
    ],
    ["a token that nobody signed", "Bearer a.b.c", "InvalidTokenError"],
  ])("challenges %s", async (_title, authorization, code) => {
    const { status, body, headers } = await logs.post({ query }, { authorization });

    expect([status, body.error.code]).toEqual([401, code]);
    expect(headers.has("www-authenticate")).toBe(true);
  });

  it.each(["https://api.loganalytics.io/", "https://api.loganalytics.azure.com"])(
    "takes a token for %s",
    async (audience) => {
      const { status } = await logs.post(
        { query },
        { authorization: `Bearer ${tokenFor(audience)}` },
      );

      expect(status).toBe(200);
    },
  );
});

describe("a workspace", () => {
  it("that is not known has insufficient access, as one that is denied", async () => {
    const unknown = await logs.post({ query }, {}, "33333333-2222-2222-2222-222222222222");
    logs.scene({ deniedWorkspaces: [workspaceId] });
    const denied = await logs.post({ query });

    for (const { status, body } of [unknown, denied]) {
      expect([status, body.error.code]).toEqual([403, "InsufficientAccessError"]);
      expect(body.error.correlationId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("whose id is no GUID is a path that does not exist", async () => {
    const { status, body } = await logs.post({ query }, {}, "law-soc");

    expect([status, body.error.code]).toEqual([404, "PathNotFoundError"]);
  });

  it("can be added by a scene", async () => {
    logs.scene({ workspaces: ["AAAAAAAA-2222-2222-2222-222222222222"] });

    expect((await logs.post({ query }, {}, "aaaaaaaa-2222-2222-2222-222222222222")).status).toBe(
      200,
    );
    expect((await logs.post({ query })).status).toBe(403);
  });
});

describe("a request", () => {
  it.each([
    ["no query", {}],
    ["an empty query", { query: " " }],
    ["a list", []],
    ["a timespan that is none", { query, timespan: "yesterday" }],
    ["a timespan that is half of one", { query, timespan: "2026-08-01T00:00:00Z/" }],
  ])("with %s is a bad argument", async (_title, body) => {
    const reply = await logs.post(body);

    expect([reply.status, reply.body.error.code]).toEqual([400, "BadArgumentError"]);
  });

  it.each([
    "",
    "P1D",
    "PT12H",
    "P1DT2H",
    "2026-08-01/P1D",
    "2026-08-01T00:00:00Z/2026-08-02T00:00:00Z",
  ])("with the timespan '%s' is understood", async (timespan) => {
    expect((await logs.post({ query, timespan })).status).toBe(200);
  });

  it("may be a GET", async () => {
    const path = `/azure-monitor-logs/v1/workspaces/${workspaceId}/query?query=${encodeURIComponent(query)}&timespan=P1D`;

    const response = await fetch(logs.url + path, {
      headers: { authorization: `Bearer ${logs.token}` },
    });

    expect(response.status).toBe(200);
    expect(logs.state().queries[0]).toMatchObject({ query, timespan: "P1D" });
  });

  it("gets statistics and a rendering only when it prefers so", async () => {
    const plain = await logs.post({ query });
    const rich = await logs.post(
      { query },
      { prefer: "wait=600, include-statistics=true,include-render=true" },
    );

    expect(Object.keys(plain.body)).toEqual(["tables"]);
    expect(Object.keys(rich.body)).toEqual(["tables", "statistics", "render"]);
  });
});

const answer = (contains: string[], cell: number) => ({
  contains,
  columns: [{ name: "A", type: "long" }],
  rows: [[cell]],
});

const cells = async (text: string) => (await logs.query(text)).body.tables[0]?.rows;

describe("canned answers", () => {
  it("answer what contains all of their texts, the newest first", async () => {
    logs.scene({ answers: [answer(["SigninLogs"], 1), answer(["SigninLogs", "203.0.113.10"], 2)] });

    await expect(cells('SigninLogs | where IPAddress == "203.0.113.10"')).resolves.toEqual([[2]]);
    await expect(cells('SigninLogs | where IPAddress == "203.0.113.11"')).resolves.toEqual([[1]]);
    await expect(cells("AuditLogs")).resolves.toEqual([]);
  });

  it("are replaced by others for the same texts, which are then the newest", async () => {
    logs.scene({ answers: [answer(["SigninLogs"], 1), answer(["Logs"], 2)] });
    logs.scene({ answers: [answer(["SigninLogs"], 3)] });

    await expect(cells("SigninLogs")).resolves.toEqual([[3]]);
  });

  it("do not answer for a table that is not collected", async () => {
    logs.scene({ answers: [answer(["SigninLogs"], 1)], missingTables: ["SigninLogs"] });

    expect((await logs.query("SigninLogs")).status).toBe(400);
    logs.scene({ missingTables: [] });
    await expect(cells("SigninLogs")).resolves.toEqual([[1]]);
  });
});

/** Resolves when the service has taken in so many queries. */
async function whenTaken(count: number): Promise<void> {
  while (logs.state().running + logs.state().waiting < count) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("limits", () => {
  it("let five queries run, queue as many as there is room for, and refuse the next", async () => {
    logs.scene({ isHeld: true, limits: { queued: 2 } });
    const held = Array.from({ length: 7 }, () => logs.query(query));
    await whenTaken(7);

    const refused = await logs.query(query);
    const { running, waiting } = logs.state();
    logs.scene({ isHeld: false });
    const answered = await Promise.all(held);

    expect([running, waiting]).toEqual([5, 2]);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answered.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 200));
    expect(logs.state()).toMatchObject({ running: 0, waiting: 0 });
  });

  it("refuse a query that waited for more than three minutes", async () => {
    logs.scene({ isHeld: true, limits: { concurrent: 1 } });
    const first = logs.query(query);
    await whenTaken(1);
    const second = logs.query(query);
    await whenTaken(2);

    logs.turnBy(180_001);
    logs.scene({ isHeld: false });

    expect([(await first).status, (await second).status]).toEqual([200, 429]);
  });

  it("allow 200 requests in 30 seconds", async () => {
    logs.scene({ limits: { requestsPer30Seconds: 2 } });
    await logs.query(query);
    logs.turnBy(10_000);
    await logs.query(query);

    const refused = await logs.query(query);
    logs.turnBy(20_000);
    const later = await logs.query(query);

    expect([refused.status, refused.headers.get("retry-after"), later.status]).toEqual([
      429,
      "20",
      200,
    ]);
  });

  it("are those documented from the start", () => {
    expect(logs.state()).toMatchObject({
      limits: { requestsPer30Seconds: 200, concurrent: 5, queued: 200, queueSeconds: 180 },
    });
  });

  it("hold a query for as long as the scene says", async () => {
    logs.scene({ queryMilliseconds: 5 });

    expect((await logs.query(query)).status).toBe(200);
  });
});

describe("a scene that is not understood", () => {
  const columns = [{ name: "A", type: "long" }];

  it.each([
    [null, "must be an object"],
    [{ signins: [] }, '"signins" is not one of'],
    [{ answers: {} }, "answers must be an array"],
    [{ answers: [{ contains: "x", columns, rows: [] }] }, "contains must be an array"],
    [{ answers: [{ contains: [7], columns, rows: [] }] }, "array of texts"],
    [{ answers: [{ contains: ["x"], columns: ["A"], rows: [] }] }, "A column must be"],
    [{ answers: [{ contains: ["x"], columns, rows: [[1, 2]] }] }, "must have 1 cells"],
    [{ tables: { T: { A: "long" } } }, "Columns must be an array"],
    [{ limits: { parallel: 1 } }, '"parallel"'],
    [{ limits: { concurrent: "1" } }, "limits.concurrent must be a number"],
    [{ queryMilliseconds: -1 }, "queryMilliseconds must be a number"],
  ])("%j is refused in one sentence", (scene, sentence) => {
    const before = logs.state();

    expect(() => logs.scene(scene)).toThrow(sentence);

    expect(logs.state()).toEqual(before);
  });
});

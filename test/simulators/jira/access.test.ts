import { type SiteClient, basic, startSite } from "./site-client";

let site: SiteClient;

beforeEach(async () => {
  site = await startSite();
});

afterEach(() => site.running.close());

const gateway = "/ex/jira/5ca1ab1e-0000-4000-8000-000000000001";
const myself = "/rest/api/3/myself";
const as = (authorization: string, path = myself) =>
  site.call("GET", path, undefined, authorization === "" ? {} : { authorization });

const token = (body: object | string = {}) =>
  site.call(
    "POST",
    "/oauth/token",
    typeof body === "string"
      ? body
      : {
          grant_type: "client_credentials",
          client_id: "jira-test-client",
          client_secret: "jira-test-client-secret",
          ...body,
        },
    {},
  );

describe("who may come into a simulated Jira", () => {
  it.each([
    ["", myself, 401],
    [basic("jira-test-api-token"), myself, 200],
    [basic("jira-test-api-token", "other@contoso.example"), myself, 401],
    [basic("wrong"), myself, 401],
    ["Bearer jira-test-api-token", myself, 401],
    [basic("jira-test-scoped-api-token"), myself, 401],
    [basic("jira-test-scoped-api-token"), gateway + myself, 200],
    [basic("jira-test-api-token"), gateway + myself, 401],
    [basic("jira-test-scoped-api-token"), `/ex/jira/another-cloud${myself}`, 401],
    ["Bearer jira-test-personal-access-token", myself, 401],
  ])("with %p at %s: %i", async (authorization, path, status) => {
    expect((await as(authorization, path)).status).toBe(status);
  });

  it("is a client with a token, for an hour and through the gateway", async () => {
    const { json } = await token();
    const bearer = `Bearer ${String(json["access_token"])}`;

    expect(json).toMatchObject({ expires_in: 3_600, token_type: "Bearer" });
    expect((await as(bearer, gateway + myself)).status).toBe(200);
    expect((await as(bearer)).status).toBe(401);
    site.turnBy(3_600_000);
    expect((await as(bearer, gateway + myself)).status).toBe(401);
  });

  it.each<[object | string, number, string]>([
    [{ client_secret: "wrong" }, 401, "access_denied"],
    [{ grant_type: "password" }, 400, "unsupported_grant_type"],
    ["grant_type=client_credentials", 400, "invalid_request"],
  ])("is no client with %j", async (body, status, error) => {
    const answer = await token(body);

    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ error });
  });

  it("is nobody in particular with wrong credentials, where reading is open", async () => {
    site.running.scene("jira", { isOpenToAnonymous: true, issues: [{ key: "SEC-1" }] });
    const wrong = { authorization: basic("wrong") };
    const jql = { jql: "project = SEC" };

    const found = await site.call("POST", "/rest/api/3/search/jql", jql, wrong);
    const read = await site.call("GET", "/rest/api/3/issue/SEC-1", undefined, wrong);

    expect([found.status, found.json]).toEqual([200, { issues: [], isLast: true }]);
    expect(read.status).toBe(401);
    expect((await as(basic("wrong"))).status).toBe(401);
  });

  it("sees nothing without the permission to browse", async () => {
    const key = await site.create();
    site.running.scene("jira", { permissions: ["create"] });

    const calls = ["GET", "PUT"].map((method) =>
      site.call(method, `/rest/api/3/issue/${key}`, method === "PUT" ? {} : undefined),
    );

    for (const { status, text } of await Promise.all(calls)) {
      expect(status).toBe(404);
      expect(text).toContain("does not exist or you do not have permission to see it");
    }
    await expect(site.find("project = SEC")).resolves.toEqual([]);
    const meta = await site.call("GET", "/rest/api/3/issue/createmeta/SEC/issuetypes");
    expect(meta.status).toBe(404);
  });
});

describe("the limits of a simulated Jira", () => {
  it("name themselves, and say when to come back", async () => {
    site.running.scene("jira", {
      rateLimit: { reason: "jira-burst-based", retryAfterSeconds: 3 },
    });

    const { status, headers } = await as(basic("jira-test-api-token"));

    expect(status).toBe(429);
    expect(Object.fromEntries(headers)).toMatchObject({
      "retry-after": "3",
      "ratelimit-reason": "jira-burst-based",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": "2026-11-24T02:41:03.000Z",
    });
  });

  it("count writes to one issue, by whatever name it is called, for two seconds", async () => {
    const key = await site.create();
    const other = await site.create();
    const { json } = await site.call("GET", `/rest/api/3/issue/${key}`);
    site.running.scene("jira", { writesPerIssue: 2 });
    const edit = async (name: string) =>
      (await site.call("PUT", `/rest/api/3/issue/${name}`, { fields: {} })).status;

    const statuses = [await edit(key), await edit(String(json["id"])), await edit(key)];

    expect(statuses).toEqual([204, 204, 429]);
    await expect(edit(other)).resolves.toBe(204);
    site.turnBy(2_000);
    await expect(edit(key)).resolves.toBe(204);
  });
});

describe("a simulated Jira Data Center", () => {
  const headers = { authorization: "Bearer jira-test-personal-access-token" };
  const call = (method: string, path: string, body?: object) =>
    site.call(method, path, body, headers);

  beforeEach(() =>
    site.running.scene("jira", {
      deployment: "data-center",
      issues: [{ key: "SEC-1" }, { key: "SEC-2" }],
    }),
  );

  it("has a search by offset, which tells the total and needs no restriction", async () => {
    const body = { jql: "ORDER BY key ASC", startAt: 1, maxResults: 1, fields: ["summary"] };

    const posted = await call("POST", "/rest/api/2/search", body);
    const asked = await call(
      "GET",
      "/rest/api/2/search?jql=ORDER%20BY%20key&startAt=1&fields=summary",
    );

    expect(posted.json).toMatchObject({ startAt: 1, total: 2, issues: [{ key: "SEC-2" }] });
    expect(asked.json["issues"]).toEqual(posted.json["issues"]);
  });

  it("has no v3, no cursor, no gateway and nothing to read many issues with", async () => {
    for (const [method, path] of [
      ["GET", myself],
      ["POST", "/rest/api/2/search/jql"],
      ["POST", "/rest/api/2/issue/bulkfetch"],
      ["GET", `${gateway}/rest/api/2/myself`],
    ] as const) {
      const { status } = await call(method, path, method === "POST" ? {} : undefined);
      expect([path, status]).toEqual([path, 404]);
    }
  });

  it("knows people by name, and calls lists values", async () => {
    const me = await call("GET", "/rest/api/2/myself");
    const types = await call("GET", "/rest/api/2/issue/createmeta/SEC/issuetypes");

    expect(me.json).toMatchObject({ name: "soar" });
    expect(me.json).not.toHaveProperty("accountId");
    expect(types.json).toMatchObject({ total: 3, isLast: true });
    expect((types.json["values"] as { name: string }[]).map(({ name }) => name)).toEqual([
      "Task",
      "Bug",
      "Incident",
    ]);
  });
});

import { type AccountClient, restHeaders, startAccount, trigger } from "./account-client";

let account: AccountClient;

beforeEach(async () => {
  account = await startAccount();
});
afterEach(() => account.running.close());

const incident = (more: object = {}) => ({
  incident: {
    type: "incident",
    title: "A title",
    service: { id: "PSOCSVC", type: "service_reference" },
    incident_key: "key",
    ...more,
  },
});
const create = (more: object = {}) => account.rest("POST", "/incidents", incident(more));
const change = (id: unknown, to: object) =>
  account.rest("PUT", `/incidents/${String(id)}`, {
    incident: { type: "incident_reference", ...to },
  });
const list = async (query: string) => (await account.rest("GET", `/incidents?${query}`)).body;
const codeOf = ({ status, body }: { status: number; body: { error: { code: number } } }) => [
  status,
  body.error.code,
];

describe("the REST API", () => {
  it.each([
    ["no key", { authorization: "" }, [401, 2006]],
    ["a key as Bearer", { authorization: "Bearer pagerduty-test-api-key" }, [401, 2006]],
    ["no version", { accept: "application/json" }, [400, 2001]],
    ["no From", { from: "" }, [400, 2001]],
    ["a From of nobody", { from: "eve@evil.example" }, [400, 1008]],
  ])("refuses a write with %s", async (_name, headers, expected) => {
    const answer = await account.rest("POST", "/incidents", incident(), {
      ...restHeaders,
      ...headers,
    });

    expect(codeOf(answer)).toEqual(expected);
    expect(account.running.state("pagerduty")).toMatchObject({ incidents: [] });
  });

  it("says in each answer how much is left, and refuses what is too much", async () => {
    account.running.scene("pagerduty", { requestsPerMinute: 1 });

    const first = await account.rest("GET", "/abilities");
    account.turnBy(20);
    const second = await account.rest("GET", "/abilities");

    expect(first.headers.get("ratelimit-limit")).toBe("1");
    expect(first.headers.get("ratelimit-remaining")).toBe("0");
    expect(codeOf(second)).toEqual([429, 2020]);
    expect(second.headers.get("ratelimit-reset")).toBe("40");
    expect(second.headers.get("retry-after")).toBeNull();
  });

  it("creates an incident, and refuses its key while that is open", async () => {
    const first = await create();
    const second = await create();
    const elsewhere = await create({ service: { id: "POTHERS", type: "service_reference" } });
    await change(first.body.incident["id"], { status: "resolved" });
    const later = await create();

    expect([first.status, elsewhere.status, later.status]).toEqual([201, 201, 201]);
    expect(codeOf(second)).toEqual([400, 2001]);
  });

  it.each([
    [{ title: "" }, "Title cannot be empty."],
    [{ service: { id: "PNOSUCH" } }, "Service cannot be found."],
    [{ urgency: "critical" }, "Urgency must be high or low"],
    [{ priority: { id: "PNOSUCH" } }, "Priority cannot be found."],
    [{ body: { type: "incident_body", details: {} } }, "Body details must be a string"],
  ])("refuses an incident with %j", async (more, reason) => {
    const answer = await create(more);

    expect(codeOf(answer)).toEqual([400, 2001]);
    expect(answer.body.error.errors).toEqual([reason]);
  });

  it("refuses to do again what is done, and opens again what was resolved", async () => {
    const { body } = await create();
    const { id } = body.incident;

    await change(id, { status: "acknowledged" });
    const acknowledged = await change(id, { status: "acknowledged" });
    await change(id, { status: "resolved" });
    const resolved = await change(id, { status: "resolved" });
    const reopened = await change(id, { status: "triggered" });

    expect([codeOf(acknowledged), codeOf(resolved)]).toEqual([
      [400, 1002],
      [400, 1001],
    ]);
    expect(reopened.body.incident).toMatchObject({ status: "triggered", resolved_at: null });
  });

  it("resolves the alerts of what it resolves", async () => {
    await account.event(trigger("a:1"));
    const [found] = (await list("incident_key=a:1")).incidents;

    await change(found?.["id"], { status: "resolved" });
    await account.event(trigger("a:1"));

    expect((await list("incident_key=a:1")).incidents).toHaveLength(2);
  });

  it("takes an empty key for none: every incident matches", async () => {
    await create();
    await account.event(trigger("a:1"));

    expect((await list("incident_key=")).incidents).toHaveLength(2);
    expect((await list("incident_key=key")).incidents).toHaveLength(1);
  });

  it("looks back a month, unless it is told to look at all", async () => {
    await create();
    account.turnBy(31 * 86_400);

    expect((await list("incident_key=key")).incidents).toEqual([]);
    expect((await list("incident_key=key&date_range=all")).incidents).toHaveLength(1);
    expect((await list("since=2026-11-01T00:00:00Z")).incidents).toHaveLength(1);
    expect((await list("since=2025-01-01T00:00:00Z")).error.code).toBe(2001);
  });

  it("filters by status and service, and sorts", async () => {
    const first = await create();
    await create({ incident_key: "b", service: { id: "POTHERS", type: "service_reference" } });
    await change(first.body.incident["id"], { status: "acknowledged" });

    const keys = async (query: string) =>
      (await list(query)).incidents.map(({ incident_key }) => incident_key);
    expect(await keys("statuses[]=acknowledged&statuses[]=resolved")).toEqual(["key"]);
    expect(await keys("service_ids[]=POTHERS")).toEqual(["b"]);
    expect(await keys("sort_by=incident_number:desc")).toEqual(["b", "key"]);
    expect((await list("statuses[]=closed")).error.code).toBe(2001);
  });

  it("pages by limit and offset, up to 10,000", async () => {
    await create();
    await create({ incident_key: "b" });

    expect(await list("limit=1&total=true")).toMatchObject({ more: true, total: 2, limit: 1 });
    expect(await list("limit=1&offset=1")).toMatchObject({ more: false, total: null });
    expect((await list("limit=101")).error.code).toBe(2001);
    expect((await list("limit=100&offset=9901")).error.code).toBe(2001);
  });

  it("answers a note with 200, and keeps a second one like it", async () => {
    const { body } = await create();
    const path = `/incidents/${String(body.incident["id"])}/notes`;

    const first = await account.rest("POST", path, { note: { content: "Same" } });
    await account.rest("POST", path, { note: { content: "Same" } });
    const empty = await account.rest("POST", path, { note: { content: "" } });

    expect(first.status).toBe(200);
    expect((await account.rest("GET", path)).body["notes"]).toHaveLength(2);
    expect(codeOf(empty)).toEqual([400, 2001]);
  });

  it.each([
    ["GET", "/incidents/QNOSUCH"],
    ["PUT", "/incidents/QNOSUCH"],
    ["GET", "/incidents/QNOSUCH/notes"],
    ["POST", "/incidents/QNOSUCH/notes"],
    ["GET", "/incidents/QNOSUCH/alerts"],
    ["GET", "/services/PNOSUCH"],
  ])("knows nothing at %s %s", async (method, path) => {
    const answer = await account.rest(method, path, method === "GET" ? undefined : incident());

    expect(codeOf(answer)).toEqual([404, 2100]);
  });

  it("has no user of its own for a key of the account", async () => {
    expect(codeOf(await account.rest("GET", "/users/me"))).toEqual([400, 2001]);
    expect((await account.rest("GET", "/users?query=soar")).body["users"]).toMatchObject([
      { email: "soar@contoso.example" },
    ]);
    expect((await account.rest("GET", "/priorities")).body["priorities"]).toHaveLength(2);
  });

  it("does not understand every scene", () => {
    for (const scene of [
      { eventsPerMinute: -1 },
      { serviceStatus: "asleep" },
      { incidents: [{ status: "closed" }] },
      { incidents: [{ number: 1 }] },
      { other: 1 },
    ]) {
      expect(() => account.running.scene("pagerduty", scene)).toThrow(/The scene of "pagerduty"/);
    }
  });
});

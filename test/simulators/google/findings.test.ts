import { google } from "../../../simulators/google";
import { issue } from "../../../simulators/google/access-token";
import { publishedFinding } from "../../../simulators/google/published";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";

let running: RunningSimulators;
let now = Date.UTC(2026, 10, 24, 3);
beforeEach(async () => {
  now = Date.UTC(2026, 10, 24, 3);
  running = await startSimulators({ port: 0, only: [google], now: () => now });
});
afterEach(() => running.close());

const { name } = publishedFinding;
const all = "organizations/104857600001/sources/-/locations/global/findings";
const account = "soar-response@soar-operations.iam.gserviceaccount.com";
const scopes = ["https://www.googleapis.com/auth/cloud-platform"];

interface Answer {
  status: number;
  body: {
    error?: { status: string; message: string; details?: { reason: string }[] };
    listFindingsResults?: { finding: { name: string } }[];
    nextPageToken?: string;
    totalSize?: number;
    [member: string]: unknown;
  };
}

async function send(method: string, path: string, body?: object, who = account): Promise<Answer> {
  const token = issue({ who, scopes, endsAt: now + 3_600_000 });
  const response = await fetch(`${running.url}/google/scc/v2/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}
const list = async (query: Record<string, string>) =>
  send("GET", `${all}?${String(new URLSearchParams(query))}`);
const finding = (id: string, more: object = {}) => ({
  name: name.replace(/[^/]+$/, id),
  eventTime: `2026-11-2${id.length}T00:00:00Z`,
  ...more,
});

describe("a list of findings", () => {
  it("is filtered, ordered, and comes in pages of ten", async () => {
    const ids = Array.from({ length: 12 }, (_, at) => finding(`f${at + 10}`));
    running.scene("google", { findings: [...ids, finding("x", { state: "INACTIVE" })] });

    const first = await list({ filter: 'state="ACTIVE"', orderBy: "name desc" });
    expect(first.body.listFindingsResults).toHaveLength(10);
    expect(first.body.listFindingsResults![0]!.finding.name).toMatch(/f21$/);
    expect(first.body.totalSize).toBe(12);
    const rest = await list({ filter: 'state="ACTIVE"', pageToken: first.body.nextPageToken! });
    expect(rest.body.listFindingsResults).toHaveLength(2);
    expect(rest.body.nextPageToken).toBeUndefined();
  });

  it.each([
    ['category:"IAM" AND severity="HIGH" OR severity="LOW"', 1],
    ['(state="INACTIVE" AND severity="HIGH") OR severity="LOW"', 0],
    ['-state="INACTIVE"', 1],
    ["event_time>=1795487999000", 1],
    ["event_time>1795500000000", 0],
    ['event_time="2026-11-24T02:41:07.512Z"', 1],
  ])("that pass %s", async (filter, count) => {
    running.scene("google", { findings: [publishedFinding] });

    expect((await list({ filter })).body.totalSize ?? 0).toBe(count);
  });

  it.each([
    [{ filter: 'owner="x"' }, "Invalid filter field: owner =."],
    [{ filter: 'name:"x"' }, "Invalid filter field: name :."],
    [{ filter: 'name="x" name="y"' }, "Invalid filter: expected AND or OR."],
    [{ filter: 'name="x' }, "Invalid filter: unexpected character at 5."],
    [{ filter: '(name="x"' }, "Invalid filter: expected )."],
    [{ pageSize: "1001" }, "page_size must be between 1 and 1000."],
    [{ orderBy: "owner" }, "Invalid order_by."],
  ] as [Record<string, string>, string][])("is refused with %j", async (query, message) => {
    const { status, body } = await list(query);

    expect([status, body.error?.status, body.error?.message]).toEqual([
      400,
      "INVALID_ARGUMENT",
      message,
    ]);
  });
});

describe("a finding", () => {
  it("changes its state and is muted, by a name with a location or without", async () => {
    const short = name.replace("/locations/global", "");

    expect((await send("POST", `${name}:setState`, { state: "INACTIVE" })).body["state"]).toBe(
      "INACTIVE",
    );
    expect((await send("POST", `${short}:setMute`, { mute: "MUTED" })).body["mute"]).toBe("MUTED");
    expect(running.state("google")).toMatchObject({
      findings: [{ state: "INACTIVE", mute: "MUTED" }],
    });
  });

  it("keeps the marks that a mask does not name, and loses one that has no value", async () => {
    const marks = `${name}/securityMarks`;
    await send("PATCH", `${marks}?updateMask=marks.a,marks.b`, { marks: { a: "1", b: "2" } });
    await send("PATCH", `${marks}?updateMask=marks.a,marks.c`, { marks: { c: "3" } });

    expect((await list({})).body.listFindingsResults![0]!.finding).toMatchObject({
      securityMarks: { marks: { b: "2", c: "3" } },
    });
    expect((await send("PATCH", marks, { marks: { d: "4" } })).body["marks"]).toEqual({ d: "4" });
  });

  it.each([
    ["POST", `${name}:setState`, { state: "INACTIVE", startTime: "2026-11-24T00:00:00Z" }, 400],
    ["POST", `${name}:setState`, { state: "CLOSED" }, 400],
    ["POST", `${name}:setMute`, { mute: "UNDEFINED" }, 400],
    ["POST", `${name}0:setState`, { state: "INACTIVE" }, 404],
    ["PATCH", `${name}0/securityMarks`, { marks: { a: "1" } }, 404],
    ["PATCH", `${name}/securityMarks?updateMask=marks.a,marks.a`, { marks: { a: "1" } }, 400],
    ["PATCH", `${name}/securityMarks`, { marks: { "a b": "1" } }, 400],
    ["PATCH", `${name}/securityMarks`, { marks: { a: " " } }, 400],
    ["PATCH", name.replace("104857600001", "1") + "/securityMarks", { marks: { a: "1" } }, 403],
  ])("refuses %s %s %j with %s", async (method, path, body, status) => {
    expect((await send(method, path, body)).status).toBe(status);
    expect(running.state("google")).toMatchObject({ findings: [publishedFinding] });
  });

  it("is refused to another account, without a permission, and above the quota", async () => {
    expect((await send("GET", all, undefined, "other@x.iam.gserviceaccount.com")).status).toBe(403);
    running.scene("google", { denied: ["securitycenter.findings.setMute"] });
    const refused = await send("POST", `${name}:setMute`, { mute: "MUTED" });
    expect([refused.status, refused.body.error?.details?.[0]?.reason]).toEqual([
      403,
      "IAM_PERMISSION_DENIED",
    ]);
    running.scene("google", { sccPerMinute: 1 });
    now += 60_000;
    expect((await send("GET", all)).status).toBe(200);
    const throttled = await send("GET", all);
    expect([throttled.status, throttled.body.error?.status]).toEqual([429, "RESOURCE_EXHAUSTED"]);
  });
});

import { defenderEndpoint } from "../../../simulators/defender-endpoint";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start, tokenFor } from "../token";

const audience = "https://api.securitycenter.microsoft.com";
const machine = "1e5bc9d7e413ddd7902c2932e418702b84d0cc07";
const isolation = { Comment: "incident/4711 run/a", IsolationType: "Full" };
const release = { Comment: "incident/4711 run/a" };

interface Body {
  id: string;
  status: string;
  value: Record<string, unknown>[];
  error: { code: string; message: string; target: string };
  [member: string]: unknown;
}

let now: number;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ only: [defenderEndpoint], now: () => now });
});
afterEach(() => running.close());

const turnBy = (seconds: number) => void (now += seconds * 1_000);
const scene = (value: object) => running.scene("defender-endpoint", value);
const both = tokenFor(audience, { roles: ["Machine.Read.All", "Machine.Isolate"] });
async function ask(method: string, path: string, body?: object, token = both) {
  const answer = await fetch(`${running.url}/defender-endpoint/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
}
const isolate = (body: object = isolation) => ask("POST", `/machines/${machine}/isolate`, body);
const unisolate = () => ask("POST", `/machines/${machine}/unisolate`, release);
const statusOf = async (id: string) => (await ask("GET", `/machineactions/${id}`)).body.status;
const filtered = (list: string, filter: string) =>
  ask("GET", `/${list}?$filter=${encodeURIComponent(filter)}`);
const isIsolated = () =>
  (
    running.state("defender-endpoint") as { machines: { id: string; isIsolated: boolean }[] }
  ).machines
    .filter((one) => one.isIsolated)
    .map(({ id }) => id);

describe("an isolation", () => {
  it("goes from Pending by InProgress to Succeeded with the clock", async () => {
    const { status, body } = await isolate();

    expect(status).toBe(201);
    expect(body).toMatchObject({
      type: "Isolate",
      scope: "Full",
      status: "Pending",
      machineId: machine,
      computerDnsName: "srv-01.contoso.example",
      requestorComment: isolation.Comment,
      creationDateTimeUtc: "2026-08-01T10:45:00.0000000Z",
    });
    turnBy(2);
    expect(await statusOf(body.id)).toBe("InProgress");
    expect(isIsolated()).toEqual([]);
    turnBy(3);
    expect(await statusOf(body.id)).toBe("Succeeded");
    expect(isIsolated()).toEqual([machine]);
  });

  it("waits for a device that is offline", async () => {
    scene({ online: { [machine]: false } });
    const { body } = await isolate();
    turnBy(86_400 - 1);
    expect(await statusOf(body.id)).toBe("Pending");

    scene({ online: { [machine]: true } });
    expect(await statusOf(body.id)).toBe("Pending");
    turnBy(5);
    expect(isIsolated()).toEqual([machine]);
  });

  it.each(["Failed", "TimeOut"])("may end as %s", async (outcome) => {
    scene({ outcome });
    const { body } = await isolate();
    turnBy(60);

    expect(await statusOf(body.id)).toBe(outcome);
    expect(isIsolated()).toEqual([]);
  });

  it("answers the one that is open to a second", async () => {
    const first = await isolate();
    const second = await isolate({ ...isolation, Comment: "another" });

    expect(second.status).toBe(201);
    expect(second.body.id).toBe(first.body.id);
  });

  it("refuses a second where the scene says so", async () => {
    scene({ duplicates: "refuse" });
    await isolate();

    expect(await isolate()).toMatchObject({
      status: 400,
      body: { error: { message: "Action is already in progress" } },
    });
  });

  it("of an isolated device is stuck, and comes about after the release", async () => {
    await isolate();
    turnBy(10);
    const stuck = await isolate();
    turnBy(3_600);
    expect(await statusOf(stuck.body.id)).toBe("Pending");

    await unisolate();
    turnBy(5);
    expect(isIsolated()).toEqual([]);
    await statusOf(stuck.body.id);
    turnBy(5);
    expect(await statusOf(stuck.body.id)).toBe("Succeeded");
    expect(isIsolated()).toEqual([machine]);
  });

  it.each([
    [{ comment: "a", isolationType: "Full" }, "MissingRequiredParameter"],
    [{ Comment: "", IsolationType: "Full" }, "MissingRequiredParameter"],
    [{ Comment: "a" }, "MissingRequiredParameter"],
    [{ Comment: "a", IsolationType: "full" }, "InvalidInput"],
    [[], "InvalidRequestBody"],
  ])("is refused with %j: %s", async (body, code) => {
    expect(await isolate(body)).toMatchObject({
      status: 400,
      body: { error: { code, target: expect.any(String) } },
    });
  });

  it("of a part of a network is for Windows only", async () => {
    scene({ machines: [{ id: machine, osPlatform: "Linux" }] });

    expect(await isolate({ ...isolation, IsolationType: "Selective" })).toMatchObject({
      status: 400,
      body: { error: { code: "OsPlatformNotSupported" } },
    });
  });

  it("is gone when it is cancelled while it is pending, and cannot be cancelled later", async () => {
    const { body } = await isolate();
    const cancelled = await ask("POST", `/machineactions/${body.id}/cancel`, release);
    expect(cancelled).toMatchObject({
      status: 200,
      body: { status: "Cancelled", cancellationComment: release.Comment },
    });

    expect(await ask("POST", `/machineactions/${body.id}/cancel`, release)).toMatchObject({
      status: 400,
    });
    turnBy(60);
    expect(isIsolated()).toEqual([]);
  });
});

describe("a list", () => {
  it.each([
    ["computerDnsName eq 'srv-01.contoso.example'", 1],
    ["computerDnsName eq 'srv-01'", 0],
    ["startswith(computerDnsName,'srv-01')", 3],
    ["startswith(computerDnsName,'srv-01.') or computerDnsName eq 'dc-01.contoso.example'", 2],
    ["aadDeviceId eq c1f0c1f0-0000-4000-8000-000000000007", 1],
    ["aadDeviceId eq 80fe8ff8-2624-418e-9591-41f0491218f9 and riskScore eq 'High'", 1],
    ["(riskScore eq 'High' or riskScore eq 'Medium') and exposureLevel eq 'Low'", 1],
  ])("of machines is what the filter means: %s", async (filter, count) => {
    expect((await filtered("machines", filter)).body.value).toHaveLength(count);
  });

  it.each(["computerDnsName eq", "nobody eq 'a'", "computerDnsName like 'a'", "'", "a b c"])(
    "refuses a filter that it cannot read: %s",
    async (filter) => {
      expect(await filtered("machines", filter)).toMatchObject({
        status: 400,
        body: { error: { code: "ODataError" } },
      });
    },
  );

  it("of actions is newest first, by machine and type", async () => {
    await isolate();
    turnBy(10);
    await unisolate();

    const all = await filtered("machineactions", `machineId eq '${machine}'`);
    expect(all.body.value.map(({ type }) => type)).toEqual(["Unisolate", "Isolate"]);
    const some = await filtered("machineactions", "type eq 'Isolate'");
    expect(some.body.value).toHaveLength(1);
  });

  it("without a machine is a 404 where the scene says so", async () => {
    scene({ isNoMachine404: true });

    expect(await filtered("machines", "computerDnsName eq 'nobody'")).toMatchObject({
      status: 404,
    });
  });

  it("has pages", async () => {
    const page = await ask("GET", "/machines?$top=2&$skip=1");

    expect(page.body.value.map(({ computerDnsName }) => computerDnsName)).toEqual([
      "dc-01.contoso.example",
      "pc7.contoso.example",
    ]);
    expect(await ask("GET", "/machines?$top=all")).toMatchObject({ status: 400 });
  });
});

describe("a caller", () => {
  it.each([
    ["no roles", audience, [], 403],
    ["another role", audience, ["Machine.Isolate"], 403],
    [
      "a token for the API's own host",
      "https://api.security.microsoft.com",
      ["Machine.Read.All"],
      403,
    ],
    ["the role", audience, ["Machine.Read.All"], 200],
  ])("with %s is answered %s %j %i", async (_, aud, roles, status) => {
    const token = tokenFor(aud, { roles });

    expect((await ask("GET", "/machines", undefined, token)).status).toBe(status);
  });

  it("is not let in with a token that is over, or none", async () => {
    const token = tokenFor(audience, { roles: ["Machine.Read.All"], exp: start / 1_000 - 1 });

    expect((await ask("GET", "/machines", undefined, token)).status).toBe(401);
    expect((await ask("GET", "/machines", undefined, "nothing")).status).toBe(401);
  });

  it("may ask each API 100 times a minute, and is told when to come back", async () => {
    scene({ limits: { perMinute: 2 } });
    await ask("GET", "/machines");
    await ask("GET", "/machines");

    const refused = await ask("GET", "/machines");
    expect(refused).toMatchObject({ status: 429, body: { error: { code: "TooManyRequests" } } });
    expect(refused.headers.get("retry-after")).toBe("30");
    expect((await ask("GET", `/machines/${machine}`)).status).toBe(200);
    turnBy(30);
    expect((await ask("GET", "/machines")).status).toBe(200);
  });

  it("may ask each API 1,500 times an hour", async () => {
    scene({ limits: { perHour: 1 } });
    await ask("GET", "/machines");

    expect((await ask("GET", "/machines")).headers.get("retry-after")).toBe("3600");
  });

  it("is told what is not there", async () => {
    expect(await ask("GET", `/machines/${"0".repeat(40)}`)).toMatchObject({ status: 404 });
    expect(await ask("GET", "/machines/srv-01")).toMatchObject({ status: 400 });
    expect(await ask("GET", "/machineactions/1")).toMatchObject({ status: 404 });
  });
});

describe("a scene", () => {
  it.each([
    { surprise: 1 },
    { outcome: "Done" },
    { machines: [{ id: "srv-01" }] },
    { limits: { perDay: 1 } },
    { pendingSeconds: -1 },
  ])("that is not understood is refused: %j", (value) => {
    expect(() => scene(value)).toThrow(/takes|must be/);
  });
});

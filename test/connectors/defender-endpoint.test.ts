import * as fc from "fast-check";
import type { Connectors } from "../../connectors";
import type { ContainmentMethod, Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { HostEntity } from "../../domain/entity";
import { keepsConnectorContract } from "../support/connector-contract";
import { hostileText } from "../support/hostile";
import { tokenFor } from "../simulators/token";
import { failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "defender-endpoint";
const srv01 = "1e5bc9d7e413ddd7902c2932e418702b84d0cc07";
const id = (number: number) => `dd${String(number).padStart(38, "0")}`;
const mark: Mark = { text: "incident/4711 run/respond-3f9c", since: "2026-01-01T00:00:00.000Z" };
const target: Target = { id: srv01, label: "srv-01.contoso.example", names: [] };

interface Action {
  type: string;
  status: string;
  requestorComment: string;
  machineId: string;
}
interface Fleet {
  machines: { id: string; isIsolated: boolean }[];
  actions: Action[];
}
const state = () => stage.vendors.state(vendor) as Fleet;
const actions = () => state().actions.map(({ type, status }) => `${type} ${status}`);
const calls = () => stage.vendors.calls(vendor);
const writes = () => calls().filter(({ method }) => method === "POST");
const scene = (value: object) => stage.vendors.scene(vendor, value);
const methodOf = (connectors: Connectors): ContainmentMethod =>
  connectors.containments["isolate-device"]!;
const method = (): ContainmentMethod => methodOf(stage.connectors);
const host = (more: Partial<HostEntity> = {}): HostEntity => ({
  kind: "Host",
  label: more.hostName ?? "a device",
  ...more,
});
const resolve = (more: Partial<HostEntity>) => method().resolve({ kind: "host", host: host(more) });

/** What an analyst does in the portal: not through this app. */
async function byHand(what: "isolate" | "unisolate"): Promise<void> {
  const token = tokenFor("https://api.securitycenter.microsoft.com", {
    exp: Date.now() / 1_000 + 600,
    roles: ["Machine.Isolate"],
  });
  await fetch(`${stage.vendors.url}/defender-endpoint/api/machines/${srv01}/${what}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ Comment: "by hand", IsolationType: "Full" }),
  });
}

const quick = {
  fleet: true,
  pendingSeconds: 0,
  runSeconds: 0,
  outcome: "Succeeded",
  duplicates: "return-pending",
  isStuckWhenIsolated: true,
  isNoMachine404: false,
  // The contract asks more than one API allows in a minute.
  limits: { perMinute: 10_000, perHour: 100_000 },
};
const never = { pendingSeconds: 9_999 };
beforeEach(() => scene(quick));

type Operation = Parameters<typeof keepsConnectorContract>[1];
const contract = (name: string, operation: Omit<Operation, "vendor">) =>
  keepsConnectorContract(`defender-endpoint.${name}()`, { vendor, ...operation }, stage);

contract("resolve by name", {
  route: "GET /api/machines",
  isWrite: false,
  isNotFoundAnAnswer: true,
  call: (connectors) =>
    methodOf(connectors).resolve({
      kind: "host",
      host: host({ hostName: "srv-01", dnsDomain: "contoso.example" }),
    }),
});
contract("resolve by id", {
  route: "GET /api/machines/{id}",
  isWrite: false,
  isNotFoundAnAnswer: true,
  call: (connectors) =>
    methodOf(connectors).resolve({ kind: "host", host: host({ defenderMachineId: srv01 }) }),
});
contract("look", {
  route: "GET /api/machineactions",
  isWrite: false,
  call: (connectors) => methodOf(connectors).look(target, mark),
});
contract("describeDevices", {
  route: "GET /api/machines",
  isWrite: false,
  isNotFoundAnAnswer: true,
  call: (connectors) =>
    connectors.context.device!([host({ hostName: "srv-01", dnsDomain: "contoso.example" })], 14),
});
const stored = (type: string) => () =>
  state().actions.filter((action) => action.type === type).length;
contract("act", {
  route: "POST /api/machines/{id}/isolate",
  isWrite: true,
  call: (connectors) => methodOf(connectors).act(target, mark),
  repeat: {
    async deliver() {
      scene(never);
      await method().act(target, mark);
      return { ok: true };
    },
    stored: stored("Isolate"),
  },
});
describe("on an isolated device", () => {
  beforeEach(async () => {
    await method().act(target, mark);
    stage.vendors.clearCalls();
  });

  contract("undo", {
    route: "POST /api/machines/{id}/unisolate",
    isWrite: true,
    call: (connectors) => methodOf(connectors).undo(target, { isolated: false }, mark),
    repeat: {
      async deliver() {
        scene(never);
        await method().undo(target, { isolated: false }, mark);
        return { ok: true };
      },
      stored: stored("Unisolate"),
    },
  });
});

describe("isolate-device.resolve()", () => {
  it.each<[string, Partial<HostEntity>, string]>([
    ["its machine id", { defenderMachineId: srv01 }, srv01],
    ["its Entra device id", { aadDeviceId: "c1f0c1f0-0000-4000-8000-000000000007" }, id(3)],
    ["its whole name", { hostName: "srv-01", dnsDomain: "contoso.example" }, srv01],
    ["its name in any case", { hostName: "SRV-01", dnsDomain: "Contoso.Example" }, srv01],
    ["its first label, which no other has", { hostName: "srv-01" }, srv01],
    ["the one record that is onboarded", { hostName: "pc8" }, id(9)],
  ])("finds a device by %s", async (_, more, machine) => {
    expect(await resolve(more)).toMatchObject({ found: { id: machine } });
  });

  it("says what is known of the device", async () => {
    expect(await resolve({ hostName: "dc-01" })).toEqual({
      found: {
        id: id(2),
        label: "dc-01.contoso.example",
        names: ["dc-01.contoso.example", "dc-01"],
        addresses: ["10.20.0.10", "198.51.100.20"],
        roles: ["Domain controller", "Tier 0"],
        role: "domain-controller",
      },
    });
    expect(await resolve({ hostName: "srv-01" })).toMatchObject({
      found: {
        role: "server",
        names: expect.arrayContaining(["80fe8ff8-2624-418e-9591-41f0491218f9"]),
      },
    });
    expect(await resolve({ hostName: "pc7" })).toMatchObject({ found: { role: "workstation" } });
  });

  it.each<[string, Partial<HostEntity>, RegExp]>([
    ["two domains have the name", { hostName: "pc9" }, /pc9\.contoso\.example or pc9\.fabrikam/],
    ["it is not onboarded", { defenderMachineId: id(8) }, /not onboarded/],
    ["the id is nobody's", { defenderMachineId: "0".repeat(40) }, /has no device/],
    ["another has the id", { hostName: "pc7", defenderMachineId: srv01 }, /one device\?/],
    ["the domain is another", { hostName: "srv-01", dnsDomain: "contoso.zz" }, /has no device/],
    ["only Azure's name is known", { azureResourceId: "/subscriptions/1/x" }, /whole host name/],
    ["the machine id is none", { defenderMachineId: "../machines" }, /is none/],
    ["the Entra id is none", { aadDeviceId: "x' or 1 eq 1" }, /is none/],
  ])("asks a human where %s", async (_, more, question) => {
    expect(await resolve(more)).toEqual({ question: expect.stringMatching(question) });
  });

  it("asks which of two records it is when both were seen last at one time", async () => {
    scene({
      machines: [1, 2].map((number) => ({
        id: id(number),
        computerDnsName: "pc8.contoso.example",
        lastSeen: "2026-11-24T07:30:11Z",
      })),
    });

    expect(await resolve({ hostName: "pc8" })).toEqual({
      question: expect.stringContaining(`${id(1)} or ${id(2)}`),
    });
  });

  it("takes the record that was seen last", async () => {
    scene({
      machines: [1, 2, 3].map((number) => ({
        id: id(number),
        computerDnsName: "pc8.contoso.example",
        lastSeen: `2026-11-2${[0, 1, 4, 2][number]}T07:30:11Z`,
      })),
    });

    expect(await resolve({ hostName: "pc8" })).toMatchObject({ found: { id: id(2) } });
  });

  it("takes no account for a device", async () => {
    const account = { kind: "Account" as const, label: "alex" };

    expect(await method().resolve({ kind: "account", account })).toHaveProperty("question");
    expect(calls()).toEqual([]);
  });

  it("takes a list of no machines that is a 404 for no machine", async () => {
    scene({ isNoMachine404: true });

    expect(await resolve({ hostName: "nobody" })).toHaveProperty("question");
  });

  it("asks exactly for the name", async () => {
    await resolve({ hostName: "SRV-01", dnsDomain: "contoso.example" });
    await resolve({ hostName: "srv-01" });

    const filters = calls().map(({ path }) =>
      new URLSearchParams(path.split("?")[1]).get("$filter"),
    );
    expect(filters).toEqual([
      "computerDnsName eq 'srv-01.contoso.example'",
      "computerDnsName eq 'srv-01'",
      "startswith(computerDnsName,'srv-01.')",
    ]);
  });

  it.each([
    "",
    " ",
    "*",
    "%",
    "srv-0*",
    "srv",
    "srv-0",
    "rv-01",
    "srv-01.",
    ".srv-01",
    "srv-01.contoso",
    "srv-01.contoso.exampl",
    "srv-01.contoso.example.",
    "ѕrv-01",
    "srv‑01",
    "srv-01\u200b",
    "srv-O1",
    "srv-l1",
    "' or computerDnsName ne '",
    "srv-01' or 'a' eq 'a",
    "a".repeat(10_000),
    "srv-01.".repeat(1_500),
  ])("hits nothing with %j", async (hostName) => {
    expect(await resolve({ hostName })).toHaveProperty("question");
  });

  it("hits nothing but the device of exactly that name, in a fleet of many", async () => {
    const names = Array.from({ length: 300 }, (_, at) => `host-${at}.contoso.example`);
    scene({ machines: names.map((computerDnsName, at) => ({ id: id(at), computerDnsName })) });
    const near = fc
      .tuple(fc.integer({ min: 0, max: 320 }), fc.constantFrom("", "0", "-", ".", "*", " ", "é"))
      .map(([at, more]) => `host-${at}${more}`);

    await fc.assert(
      fc.asyncProperty(
        fc.oneof(hostileText, near),
        fc.option(fc.constantFrom("contoso.example", "contoso.exampl", "example", ""), {
          nil: undefined,
        }),
        async (hostName, dnsDomain) => {
          const found = await resolve({ hostName, ...(dnsDomain !== undefined && { dnsDomain }) });
          if (!("found" in found)) return;
          const given = [hostName, dnsDomain].filter((part) => part !== undefined).join(".");
          const whole = given.includes(".") ? given : `${given}.contoso.example`;
          expect(found.found.label).toBe(whole.toLowerCase());
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("isolate-device.act()", () => {
  it("isolates exactly one device, with the mark in its comment", async () => {
    await method().act(target, mark);

    expect(writes()).toMatchObject([
      {
        path: `/api/machines/${srv01}/isolate`,
        body: { Comment: mark.text, IsolationType: "Full" },
        status: 201,
      },
    ]);
    expect(
      state()
        .machines.filter(({ isIsolated }) => isIsolated)
        .map((one) => one.id),
    ).toEqual([srv01]);
    expect(await method().look(target, mark)).toEqual({
      state: { isolated: true },
      effect: "in-effect",
    });
  });

  it("asks for a token for another host than the API's", async () => {
    await method().look(target, mark);

    expect(stage.vendors.state("managed-identity")).toMatchObject({
      issued: { "https://api.securitycenter.microsoft.com": expect.any(Number) },
    });
  });

  it.each([{}, never])("never sends a second isolation: %j", async (delays) => {
    scene(delays);
    await method().act(target, mark);
    await method().act(target, mark);

    expect(writes()).toHaveLength(1);
  });

  it("goes on with an isolation that is refused as being in progress", async () => {
    scene({ ...never, duplicates: "refuse" });
    await byHand("isolate");
    stage.vendors.fault({ vendor, route: "GET /api/machineactions", body: { value: [] } });

    await method().act(target, mark);

    expect(writes().at(-1)).toMatchObject({ status: 400 });
    expect(await method().look(target, mark)).toMatchObject({ effect: "under-way" });
  });

  it("fails where it is refused and nothing is under way", async () => {
    stage.vendors.fault({
      vendor,
      route: "POST",
      status: 400,
      body: { error: { code: "ClientVersionNotSupported", message: "Too old" } },
    });

    const error = await failureOf(method().act(target, mark));

    expect(error).toMatchObject({ kind: "permanent", status: 400 });
    expect(error.message).toContain("ClientVersionNotSupported");
  });

  it("waits while a release is under way", async () => {
    await byHand("isolate");
    scene(never);
    await byHand("unisolate");

    expect(await failureOf(method().act(target, mark))).toMatchObject({ kind: "transient" });
    expect(await method().look(target, mark)).toMatchObject({ effect: "ending" });
  });

  it("sends nothing for a target that is no machine", async () => {
    const error = await failureOf(method().act({ ...target, id: "../machines" }, mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(calls()).toEqual([]);
  });
});

describe("isolate-device.look()", () => {
  it("finds nothing done to a device that was left alone", async () => {
    expect(await method().look(target, mark)).toEqual({
      state: { isolated: false },
      effect: "none",
    });
  });

  it("sees an isolation that waits for its device", async () => {
    scene({ online: { [srv01]: false } });
    await method().act(target, mark);
    expect(await method().look(target, mark)).toEqual({
      state: { isolated: false },
      effect: "under-way",
    });

    scene({ online: { [srv01]: true } });
    expect(await method().look(target, mark)).toMatchObject({ effect: "in-effect" });
  });

  it.each([
    ["Failed", /could not do it/],
    ["TimeOut", /did not answer in time/],
  ])("says why an isolation did not come about: %s", async (outcome, why) => {
    scene({ outcome });
    await method().act(target, mark);

    expect(await method().look(target, mark)).toEqual({
      state: { isolated: false },
      effect: "none",
      failed: expect.stringMatching(why),
    });
  });

  it("does not take a failure of former times for one of its own", async () => {
    scene({ outcome: "Failed" });
    await method().act(target, mark);

    const later = { text: "incident/4712 run/b", since: "2999-01-01T00:00:00Z" };
    expect(await method().look(target, later)).not.toHaveProperty("failed");
  });

  it("says why a release did not come about", async () => {
    await method().act(target, mark);
    scene({ outcome: "Failed" });
    await method().undo(target, { isolated: false }, mark);

    expect(await method().look(target, mark)).toEqual({
      state: { isolated: true },
      effect: "in-effect",
      failed: expect.stringContaining("release"),
    });
  });

  it("reads either name of the time of the last change", async () => {
    const row = (type: string, hour: string) => ({
      id: type,
      type,
      status: "Succeeded",
      machineId: srv01,
      requestorComment: "x",
      creationDateTimeUtc: `2026-11-24T0${hour}:00:00.0000000Z`,
    });
    const value = [
      { ...row("Unisolate", "2"), lastUpdateTimeUtc: "2026-11-24T02:30:00Z" },
      // Asked for first, carried out last.
      { ...row("Isolate", "1"), lastUpdateDateTimeUtc: "2026-11-24T02:40:00Z" },
    ];
    stage.vendors.fault({ vendor, route: "GET /api/machineactions", body: { value } });

    expect(await method().look(target, mark)).toMatchObject({ state: { isolated: true } });
  });
});

describe("a list that has pages", () => {
  const nextLink = "https://api.security.microsoft.com/api/machineactions?$skip=1";
  const row = {
    id: "a",
    type: "Isolate",
    status: "Succeeded",
    machineId: srv01,
    creationDateTimeUtc: "2026-11-24T01:00:00Z",
  };

  it("is read to its end", async () => {
    stage.vendors.fault({
      vendor,
      route: "GET /api/machineactions",
      body: { value: [row], "@odata.nextLink": nextLink },
      status: 200,
    });

    expect(await method().look(target, mark)).toMatchObject({ effect: "in-effect" });
    expect(calls().map(({ path }) => new URLSearchParams(path.split("?")[1]).get("$skip"))).toEqual(
      [null, "1"],
    );
  });

  it("does not end at an empty page", async () => {
    for (const value of [[], [row]]) {
      const more = value.length === 0 && { "@odata.nextLink": nextLink };
      stage.vendors.fault({
        vendor,
        route: "GET /api/machineactions",
        body: { value, ...more },
        status: 200,
      });
    }

    expect(await method().look(target, mark)).toMatchObject({ effect: "in-effect" });
  });

  it("is not relied on when it does not end", async () => {
    stage.vendors.fault({
      vendor,
      route: "GET /api/machineactions",
      body: { value: [row], "@odata.nextLink": nextLink },
      status: 200,
      forever: true,
    });

    expect(await failureOf(method().look(target, mark))).toMatchObject({ kind: "permanent" });
  });

  it("has nothing to say of another device", async () => {
    stage.vendors.fault({
      vendor,
      route: "GET /api/machineactions",
      body: { value: [{ ...row, machineId: id(2) }] },
      status: 200,
    });

    expect(await method().look(target, mark)).toMatchObject({ effect: "none" });
  });
});

describe("isolate-device.undo()", () => {
  const before = { isolated: false };

  it("releases the device: it is as it was", async () => {
    const { machines } = state();
    await method().act(target, mark);
    await method().undo(target, before, { ...mark, text: "incident/4711 run/later" });

    expect(JSON.stringify(state().machines)).toBe(JSON.stringify(machines));
    expect(await method().look(target, mark)).toEqual({ state: before, effect: "none" });
    expect(writes().at(-1)).toMatchObject({
      path: `/api/machines/${srv01}/unisolate`,
      body: { Comment: "incident/4711 run/later" },
    });
  });

  it("cancels an isolation that still waits, and then has nothing to release", async () => {
    scene({ online: { [srv01]: false } });
    await method().act(target, mark);
    await method().undo(target, before, mark);

    expect(actions()).toEqual(["Isolate Cancelled"]);
    expect(writes().at(-1)?.path).toMatch(/^\/api\/machineactions\/[\w-]+\/cancel$/);
    scene({ online: { [srv01]: true } });
    expect(await method().look(target, mark)).toMatchObject({ state: before, effect: "none" });
  });

  it("waits for an isolation that is being carried out", async () => {
    scene({ runSeconds: 9_999 });
    await method().act(target, mark);

    expect(await failureOf(method().undo(target, before, mark))).toMatchObject({
      kind: "transient",
      mayHaveHappened: false,
    });
    expect(actions()).toEqual(["Isolate InProgress"]);
  });

  it("does not send a second release", async () => {
    await method().act(target, mark);
    scene(never);
    await method().undo(target, before, mark);
    await method().undo(target, before, mark);

    expect(actions()).toEqual(["Unisolate Pending", "Isolate Succeeded"]);
  });

  it("leaves a device that somebody else isolated as well, and says so", async () => {
    await method().act(target, mark);
    await byHand("isolate");

    const error = await failureOf(method().undo(target, before, mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("somebody else isolated it");
    expect(actions()).toContain("Isolate Pending");
    expect(actions()).not.toContain("Unisolate Succeeded");
  });

  it("leaves a device isolated that was so before", async () => {
    await byHand("isolate");
    await method().undo(target, { isolated: true }, mark);

    expect(actions()).toEqual(["Isolate Succeeded"]);
  });
});

describe("what is known of a device", () => {
  const describeHost = (more: Partial<HostEntity>) =>
    stage.connectors.context.device!([host(more)], 14);

  it("has its health, risk and exposure, with signals", async () => {
    expect(await describeHost({ label: "srv-01", hostName: "srv-01" })).toEqual([
      {
        source: "device",
        about: "host:srv-01",
        label: "srv-01",
        state: "found",
        facts: [
          "Risk score High, exposure level Medium",
          "Health Active, Onboarded",
          "Last seen 2026-11-24 07:30 UTC",
          "Runs WindowsServer2022 21H2",
          `Is srv-01.contoso.example, machine id ${srv01}`,
          "Tagged web",
          "In the device group Servers",
          "Last address 10.20.0.15",
        ],
        signals: [
          {
            name: "threat-on-device",
            about: "host:srv-01",
            strength: 1,
            confidence: 0.9,
            because: "Defender for Endpoint gives the device the risk score High",
          },
          {
            name: "exposed-device",
            about: "host:srv-01",
            strength: 0.6,
            confidence: 0.9,
            because: "The device's exposure level is Medium",
          },
        ],
      },
    ]);
  });

  it("has no signal where nothing is wrong", async () => {
    expect(await describeHost({ hostName: "dc-01" })).toMatchObject([
      { state: "found", signals: [] },
    ]);
  });

  it("is a question where it is not known which device it is", async () => {
    expect(await describeHost({ hostName: "pc9" })).toMatchObject([
      { state: "partial", facts: [], note: expect.stringContaining("which device") },
    ]);
  });
});

describe("defender-endpoint.check()", () => {
  const check = () => stage.connectors["defender-endpoint"].check();

  it("reads, isolates nothing, and says what works", async () => {
    await expect(check()).resolves.toContain("devices can be read");

    expect(actions()).toEqual([]);
  });

  it("names the permission that is missing", async () => {
    stage.vendors.fault({ vendor, route: "GET", status: 403 });

    const error = await failureOf(check());

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("permission Machine.Read.All of");
  });
});

import { unresolved } from "../support/unresolved";
import type { Connectors } from "../../connectors";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { HostEntity } from "../../domain/entity";
import type { RunningSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "sentinelone";
const id = "1900000000000000007";
const target: Target = { id, label: "PC7", names: ["PC7"] };
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const connected = { disconnected: false };
const actions = "/web/api/v2.1/agents/actions";
const agents = "GET /web/api/v2.1/agents";
const secret = "sentinelone-test-api-token";

const method = (connectors: Connectors = stage.connectors) =>
  connectors.containments["sentinelone-disconnect"]!;
const scene = (value: object) => stage.vendors.scene(vendor, value);
interface Seen {
  id: string;
  networkStatus: string;
}
const statuses = (vendors: RunningSimulators = stage.vendors): Record<string, string> =>
  Object.fromEntries(
    (vendors.state(vendor) as { agents: Seen[] }).agents.map((one) => [one.id, one.networkStatus]),
  );
const setDisconnected = (isDisconnected: boolean, known: object = {}) =>
  scene({ agents: [{ id, computerName: "PC7", isDisconnected, ...known }] });
const look = () => method().look(target, mark);
const pc7 = { hostName: "pc7", dnsDomain: "contoso.example" };
const resolve = (host: Partial<HostEntity>, connectors = stage.connectors) =>
  method(connectors).resolve({ kind: "host", host: { kind: "Host", label: "x", ...host } });
const writes = (action: string) => (vendors: RunningSimulators) =>
  vendors.calls(vendor).filter(({ path }) => path === `${actions}/${action}`).length;

beforeEach(() =>
  scene({
    fleet: true,
    permissions: ["view", "disconnect", "connect"],
    perMinute: 100_000,
    changeSeconds: 0,
    isCaseSensitive: true,
  }),
);

for (const [name, call] of [
  ["look()", (connectors) => method(connectors).look(target, mark)],
  ["resolve()", (connectors) => resolve(pc7, connectors)],
  ["check()", (connectors) => connectors.providers[vendor]!.check()],
] as [string, (connectors: Connectors) => Promise<unknown>][]) {
  keepsConnectorContract(
    `sentinelone.${name}`,
    { vendor, route: agents, isWrite: false, call, secret },
    stage,
  );
}

function keepsWriting(
  name: string,
  isDisconnected: boolean,
  action: string,
  call: (connectors: Connectors) => Promise<unknown>,
): void {
  describe(`when the device is disconnected: ${isDisconnected}`, () => {
    beforeEach(() => setDisconnected(isDisconnected));
    const isDone = async (): Promise<boolean> =>
      (await look()).effect === (isDisconnected ? "none" : "in-effect");
    const repeat = {
      deliver: deliveredOnce(() => call(stage.connectors), isDone),
      stored: writes(action),
    };
    const route = `POST ${actions}/${action}`;
    keepsConnectorContract(
      `sentinelone.${name}`,
      { vendor, route, isWrite: true, call, repeat, secret },
      stage,
    );
  });
}

keepsWriting("act()", false, "disconnect", (connectors) => method(connectors).act(target, mark));
keepsWriting("undo()", true, "connect", (connectors) =>
  method(connectors).undo(target, connected, mark),
);

describe("sentinelone.resolve()", () => {
  it("finds one agent by the whole name of its device, with all that protects it", async () => {
    await expect(resolve(pc7)).resolves.toEqual({
      found: {
        id,
        label: "PC7",
        names: ["PC7", "PC7.CONTOSO", "pc7.contoso.example"],
        addresses: ["10.40.0.7", "198.51.100.40"],
        roles: ["Default Group"],
        role: "workstation",
      },
    });
    expect(stage.vendors.calls(vendor).map(({ path }) => path)).toEqual(
      ["pc7", "PC7", "pc7.contoso.example"].map(
        (name) => `/web/api/v2.1/agents?computerName=${name}&limit=100`,
      ),
    );
  });

  it("takes the agent that is in use where another was decommissioned", async () => {
    await expect(resolve({ hostName: "pc9" })).resolves.toMatchObject({
      found: { id: "1900000000000000009" },
    });
  });

  it.each([
    ["srv-01", "server", "SRV-01.CONTOSO"],
    ["dc-01", "domain-controller", "DC-01.contoso.example"],
    ["dc-02", "domain-controller", "DC-02.CONTOSO"],
    ["node-4", undefined, "node-4"],
  ])("says what %s is: %s", async (hostName, role, name) => {
    const found = await resolve({ hostName });

    expect(found).toMatchObject({ found: { names: expect.arrayContaining([name]) } });
    expect((found as { found: Target }).found.role).toBe(role);
  });

  it("takes a tag for what it says, too", async () => {
    const tags = { sentinelone: [{ key: "role", value: "Domain controller" }] };
    setDisconnected(false, { tags });

    await expect(resolve({ hostName: "pc7" })).resolves.toMatchObject({
      found: { role: "domain-controller", roles: ["Default Group", "role", "Domain controller"] },
    });
  });

  it.each([
    [{ hostName: "pc" }, /has no agent/],
    [{ hostName: "pc7", dnsDomain: "fabrikam.example" }, /has no agent/],
    [{ hostName: "pc8" }, /may be PC8.CONTOSO \(19.*08\) or PC8.CONTOSO \(19.*80\)/],
    [{ hostName: "pc*" }, /not a whole host name/],
    [{ hostName: "pc7&ids=" }, /not a whole host name/],
    [{}, /not a whole host name/],
  ])("asks a human about %j", async (host, question) => {
    expect(unresolved(await resolve(host))).toMatch(question);
  });

  it("takes no agent of another name for the one that was meant", async () => {
    const data = [{ id, computerName: "PC70" }];
    stage.vendors.fault({ vendor, route: agents, body: { data }, forever: true });

    await expect(resolve(pc7)).resolves.not.toHaveProperty("found");
  });

  it("relies on no list that goes on", async () => {
    const body = { data: [{ id, computerName: "PC7" }], pagination: { nextCursor: "MTAw" } };
    stage.vendors.fault({ vendor, route: agents, body });

    await expect(failureOf(resolve(pc7))).resolves.toMatchObject({ kind: "permanent" });
  });
});

describe("sentinelone.look()", () => {
  it("follows a device that is disconnected and let back", async () => {
    scene({ changeSeconds: 60 });
    await method().act(target, mark);
    await expect(look()).resolves.toEqual({ state: connected, effect: "under-way" });

    setDisconnected(true);
    await expect(look()).resolves.toEqual({ state: { disconnected: true }, effect: "in-effect" });

    await method().undo(target, connected, mark);
    await expect(look()).resolves.toEqual({ state: { disconnected: true }, effect: "ending" });
  });

  it("sees a device that is offline under way until it comes", async () => {
    scene({ online: { [id]: false } });
    await method().act(target, mark);
    await expect(look()).resolves.toMatchObject({ effect: "under-way" });

    scene({ online: { [id]: true } });

    await expect(look()).resolves.toMatchObject({ effect: "in-effect" });
  });

  it("takes an agent that is gone for a failure", async () => {
    scene({ agents: [] });

    await expect(failureOf(look())).resolves.toMatchObject({ kind: "not-found" });
  });

  it("guesses nothing of a status that it does not know", async () => {
    const body = { data: [{ id, networkStatus: "asleep" }] };
    stage.vendors.fault({ vendor, route: agents, body });

    await expect(failureOf(look())).resolves.toMatchObject({ kind: "permanent" });
  });

  it.each(["*", "", `${id},${id}`])("asks nothing about the id %j", async (wrong) => {
    await failureOf(method().look({ ...target, id: wrong }, mark));

    expect(stage.vendors.calls(vendor)).toEqual([]);
  });
});

describe("sentinelone.act() and undo()", () => {
  it("send one id, and change one agent of all", async () => {
    const before = statuses();

    await method().act(target, mark);
    expect(statuses()).toEqual({ ...before, [id]: "disconnected" });
    await method().undo(target, connected, mark);
    expect(statuses()).toEqual(before);

    const sent = stage.vendors.calls(vendor).filter(({ path }) => path.startsWith(actions));
    const body = { filter: { ids: [id] }, data: {} };
    expect(sent.map(({ path, body: said }) => [path, said])).toEqual([
      [`${actions}/disconnect`, body],
      [`${actions}/connect`, body],
    ]);
  });

  it.each([
    [0, "transient", false],
    [2, "permanent", true],
  ])("do not take %i changed agents for one", async (affected, kind, mayHaveHappened) => {
    stage.vendors.fault({
      vendor,
      route: `POST ${actions}/disconnect`,
      body: { data: { affected } },
    });

    const error = await failureOf(method().act(target, mark));

    expect(error).toMatchObject({ kind, mayHaveHappened });
  });

  it("do not make somebody else's disconnection ours", async () => {
    setDisconnected(true);

    const error = await failureOf(method().act(target, mark));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(writes("disconnect")(stage.vendors)).toBe(0);
  });

  it("do not let back a device that was disconnected before", async () => {
    setDisconnected(true);

    const error = await failureOf(method().undo(target, { disconnected: true }, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(statuses()[id]).toBe("disconnected");
  });

  it("send nothing for a device that is in the network already", async () => {
    await method().undo(target, connected, mark);

    expect(writes("connect")(stage.vendors)).toBe(0);
  });

  it("let back a device that was about to be disconnected", async () => {
    scene({ changeSeconds: 60 });
    await method().act(target, mark);

    scene({ changeSeconds: 0 });
    await method().undo(target, connected, mark);

    expect(statuses()[id]).toBe("connected");
  });

  it.each([
    ["view", "act", "Endpoints: View"],
    ["disconnect", "act", "Endpoints: Disconnect From Network"],
    ["connect", "undo", "Endpoints: Reconnect To Network"],
  ])("name the permission that is missing: %s", async (missing, what, name) => {
    setDisconnected(what === "undo");
    scene({ permissions: ["view", "disconnect", "connect"].filter((one) => one !== missing) });

    const error = await failureOf(
      what === "act" ? method().act(target, mark) : method().undo(target, connected, mark),
    );

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain(
      `(4030010: Insufficient permissions): give the service user a role with ${name}`,
    );
  });

  it("have a guess for when to come back", async () => {
    scene({ perMinute: 0 });

    expect((await failureOf(look())).toFailure()).toMatchObject({
      kind: "rate-limited",
      retryAfterSeconds: 60,
    });
  });
});

it("sentinelone without an address names the setting that is missing", async () => {
  const connectors = connectorsFor(stage.vendors.url, { SENTINELONE_URL: "" });

  const error = await failureOf(method(connectors).look(target, mark));

  expect(error.message).toBe("sentinelone: SENTINELONE_URL is not set, so nothing was asked");
  expect(connectors.providers[vendor]!.off).toBe("SENTINELONE_URL is not set");
});

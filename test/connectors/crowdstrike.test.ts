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
const vendor = "crowdstrike";
const id = "c5000000000000000000000000000007";
const target: Target = { id, label: "PC7", names: ["PC7"] };
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const normal = { contained: false };
const actions = "/devices/entities/devices-actions/v2";
const details = "POST /devices/entities/devices/v2";
const ids = "GET /devices/queries/devices/v1";

const method = (connectors: Connectors = stage.connectors) =>
  connectors.containments["crowdstrike-contain"]!;
const scene = (value: object) => stage.vendors.scene(vendor, value);
interface Seen {
  device_id: string;
  status: string;
}
const statusNow = (vendors: RunningSimulators = stage.vendors): string =>
  (vendors.state(vendor) as { devices: Seen[] }).devices.find((one) => one.device_id === id)!
    .status;
const setContained = (isContained: boolean) =>
  scene({ devices: [{ device_id: id, hostname: "PC7", isContained }] });
const look = () => method().look(target, mark);
const pc7 = { hostName: "pc7", dnsDomain: "contoso.example" };
const resolve = (host: Partial<HostEntity>, connectors = stage.connectors) =>
  method(connectors).resolve({ kind: "host", host: { kind: "Host", label: "x", ...host } });
const writes = (action: string) => (vendors: RunningSimulators) =>
  vendors.calls(vendor).filter(({ path }) => path === `${actions}?action_name=${action}`).length;

beforeEach(() =>
  scene({
    fleet: true,
    scopes: ["read", "write"],
    perMinute: 100_000,
    containSeconds: 0,
    locksPending: false,
    cloud: null,
  }),
);

for (const [name, route, call] of [
  ["look()", details, (connectors) => method(connectors).look(target, mark)],
  ["resolve()", ids, (connectors) => resolve(pc7, connectors)],
  ["resolve(): what its hosts are", details, (connectors) => resolve(pc7, connectors)],
  ["check()", ids, (connectors) => connectors.providers[vendor]!.check()],
] as [string, string, (connectors: Connectors) => Promise<unknown>][]) {
  keepsConnectorContract(`crowdstrike.${name}`, { vendor, route, isWrite: false, call }, stage);
}

function keepsWriting(
  name: string,
  isContained: boolean,
  action: string,
  call: (connectors: Connectors) => Promise<unknown>,
): void {
  describe(`when the host is contained: ${isContained}`, () => {
    beforeEach(() => setContained(isContained));
    const isDone = async (): Promise<boolean> =>
      (await look()).effect === (isContained ? "none" : "in-effect");
    const repeat = {
      deliver: deliveredOnce(() => call(stage.connectors), isDone),
      stored: writes(action),
    };
    const route = `POST ${actions}`;
    keepsConnectorContract(
      `crowdstrike.${name}`,
      { vendor, route, isWrite: true, call, repeat },
      stage,
    );
  });
}

keepsWriting("act()", false, "contain", (connectors) => method(connectors).act(target, mark));
keepsWriting("undo()", true, "lift_containment", (connectors) =>
  method(connectors).undo(target, normal, mark),
);

describe("crowdstrike.resolve()", () => {
  it("finds one host by its whole name, in any case, with all that protects it", async () => {
    await expect(resolve(pc7)).resolves.toEqual({
      found: {
        id,
        label: "PC7",
        names: ["PC7", "PC7.contoso.example", "pc7.contoso.example"],
        addresses: ["10.30.0.7", "198.51.100.30"],
        roles: [],
        role: "workstation",
      },
    });
    const [, asked] = stage.vendors.calls(vendor);
    expect(decodeURIComponent(asked!.path.replaceAll("+", " "))).toBe(
      "/devices/queries/devices/v1?filter=hostname:'pc7',hostname:'PC7',hostname:*'pc7.*'&limit=100",
    );
  });

  it.each([
    ["dc-01", "domain-controller"],
    ["srv-01", "server"],
  ])("says what %s is: a %s", async (hostName, role) => {
    await expect(resolve({ hostName })).resolves.toMatchObject({ found: { role } });
  });

  it.each([
    [{ hostName: "mac5", dnsDomain: "contoso.example" }, "mac5.contoso.example"],
    [{ hostName: "mac5.contoso.example" }, "mac5.contoso.example"],
    [{ hostName: "MAC5" }, "mac5.contoso.example"],
    [{ hostName: "pc9", dnsDomain: "fabrikam.example" }, "PC9"],
  ])("finds by %j the host %s", async (host, label) => {
    await expect(resolve(host)).resolves.toMatchObject({ found: { label } });
  });

  it.each([
    [{ hostName: "pc" }, /has no host/],
    [{ hostName: "pc7", dnsDomain: "fabrikam.example" }, /has no host/],
    [{ hostName: "mac5", dnsDomain: "fabrikam.example" }, /has no host/],
    [{ hostName: "pc8", dnsDomain: "contoso.example" }, /may be PC8.*c5.*08\) or PC8.*c5.*80\)/],
    [{ hostName: "pc9" }, /may be PC9.contoso.example .* or PC9.fabrikam.example/],
    [{ hostName: "pc*" }, /not a whole host name/],
    [{ hostName: "pc7'+device_id:*'" }, /not a whole host name/],
    [{ hostName: "" }, /not a whole host name/],
    [{}, /not a whole host name/],
  ])("asks a human about %j", async (host, question) => {
    expect(unresolved(await resolve(host))).toMatch(question);
  });

  it.each([
    ["CONTOSO", "found"],
    ["FABRIKAM", "absent"],
    ["", "found"],
  ])("takes a host of the domain %j for that of the incident: %s", async (domain, answer) => {
    scene({ devices: [{ device_id: id, hostname: "PC7", machine_domain: domain }] });

    await expect(resolve(pc7)).resolves.toHaveProperty(answer);
  });

  it("asks when more hosts fit than were listed", async () => {
    const body = { meta: { pagination: { total: 101 } }, resources: [id], errors: [] };
    stage.vendors.fault({ vendor, route: ids, body });

    expect(unresolved(await resolve(pc7))).toMatch(/too many/);
  });

  it("takes no answer about other hosts than it asked for", async () => {
    const body = { resources: [{ device_id: "c5".padEnd(32, "0"), hostname: "PC7" }], errors: [] };
    stage.vendors.fault({ vendor, route: details, body });

    await expect(resolve(pc7)).resolves.not.toHaveProperty("found");
  });
});

describe("crowdstrike.look()", () => {
  it("follows a host that is contained and let back", async () => {
    scene({ containSeconds: 60 });
    await method().act(target, mark);
    await expect(look()).resolves.toEqual({ state: normal, effect: "under-way" });

    setContained(true);
    await expect(look()).resolves.toEqual({ state: { contained: true }, effect: "in-effect" });

    await method().undo(target, normal, mark);
    await expect(look()).resolves.toEqual({ state: { contained: true }, effect: "ending" });
  });

  it("sees a host that is offline under way until it comes", async () => {
    scene({ online: { [id]: false } });
    await method().act(target, mark);
    await expect(look()).resolves.toMatchObject({ effect: "under-way" });

    scene({ online: { [id]: true } });

    await expect(look()).resolves.toMatchObject({ effect: "in-effect" });
  });

  it("takes a host that is gone for a failure", async () => {
    scene({ devices: [] });

    await expect(failureOf(look())).resolves.toMatchObject({ kind: "not-found" });
  });

  it("guesses nothing of a status that it does not know", async () => {
    const body = { resources: [{ device_id: id, status: "half_contained" }], errors: [] };
    stage.vendors.fault({ vendor, route: details, body });

    await expect(failureOf(look())).resolves.toMatchObject({ kind: "permanent" });
  });

  it.each([
    [404, "not-found"],
    [403, "auth"],
    [429, "rate-limited"],
    [500, "transient"],
  ])("takes a success with the error %i inside for a failure: %s", async (code, kind) => {
    const body = { resources: null, errors: [{ code, message: "not this time" }] };
    stage.vendors.fault({ vendor, route: details, body });

    const error = await failureOf(look());

    expect(error.kind).toBe(kind);
    expect(error.message).toContain("not this time");
  });

  it.each(["*", "", `${id},${id}`])("asks nothing about the id %j", async (wrong) => {
    await failureOf(method().look({ ...target, id: wrong }, mark));

    expect(stage.vendors.calls(vendor)).toEqual([]);
  });
});

describe("crowdstrike.act() and undo()", () => {
  it("send one request with one id each", async () => {
    await method().act(target, mark);
    expect(statusNow()).toBe("contained");
    await method().undo(target, normal, mark);
    expect(statusNow()).toBe("normal");

    const sent = stage.vendors.calls(vendor).filter(({ path }) => path.startsWith(actions));
    expect(sent.map(({ path, body }) => [path, body])).toEqual([
      [`${actions}?action_name=contain`, { ids: [id] }],
      [`${actions}?action_name=lift_containment`, { ids: [id] }],
    ]);
  });

  it("do not make somebody else's containment ours", async () => {
    setContained(true);

    const error = await failureOf(method().act(target, mark));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(writes("contain")(stage.vendors)).toBe(0);
  });

  it("do not let back a host that was contained before", async () => {
    setContained(true);

    const error = await failureOf(method().undo(target, { contained: true }, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(statusNow()).toBe("contained");
  });

  it("send nothing for a host that is let back already", async () => {
    await method().undo(target, normal, mark);

    expect(writes("lift_containment")(stage.vendors)).toBe(0);
  });

  it("let back a host before it was contained, and wait where Falcon does not", async () => {
    scene({ containSeconds: 60, locksPending: true });
    await method().act(target, mark);

    const error = await failureOf(method().undo(target, normal, mark));
    expect(error).toMatchObject({ kind: "transient", status: 409, mayHaveHappened: false });

    scene({ locksPending: false, containSeconds: 0 });
    await method().undo(target, normal, mark);
    expect(statusNow()).toBe("normal");
  });

  it("say so when Falcon took on another host", async () => {
    const body = { resources: [{ id: "c5".padEnd(32, "0") }], errors: [] };
    stage.vendors.fault({ vendor, route: `POST ${actions}`, status: 202, body });

    const error = await failureOf(method().act(target, mark));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: true });
  });

  it("name the scope that is missing", async () => {
    scene({ scopes: ["read"] });

    const error = await failureOf(method().act(target, mark));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("give the API client the scope Hosts: Write");
  });
});

describe("crowdstrike's cloud and credentials", () => {
  it("follow no redirect to another cloud, and say which setting to correct", async () => {
    scene({ cloud: "https://api.us-2.crowdstrike.com" });

    const error = await failureOf(stage.connectors.providers[vendor]!.check());

    expect(error).toMatchObject({ kind: "permanent", status: 308 });
    expect(error.message).toContain("correct the address of its token endpoint");
  });

  it("get one token for all that is asked", async () => {
    await stage.connectors.providers[vendor]!.check();
    await look();

    const paths = stage.vendors.calls(vendor).map(({ path }) => path);
    expect(paths.filter((path) => path === "/oauth2/token")).toHaveLength(1);
  });

  it("say where to put valid ones, and in which setting the cloud is named", async () => {
    const value = JSON.stringify({ clientId: "another", clientSecret: "secret" });
    stage.vendors.scene("key-vault", { secrets: { another: { value } } });
    const variables = { CROWDSTRIKE_SECRET_NAME: "another" };

    const { providers } = connectorsFor(stage.vendors.url, variables);
    const error = await failureOf(providers[vendor]!.check());

    expect(error).toMatchObject({ kind: "auth", status: 401 });
    expect(error.message).toMatch(
      /into the secret "another", and name the cloud .* CROWDSTRIKE_URL/,
    );
  });

  it("tell when the limit ends", async () => {
    scene({ perMinute: 0 });

    const error = await failureOf(look());

    expect(error.kind).toBe("rate-limited");
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  it("without an address name the setting that is missing", async () => {
    const connectors = connectorsFor(stage.vendors.url, { CROWDSTRIKE_URL: "" });

    const error = await failureOf(method(connectors).look(target, mark));

    expect(error.message).toBe("crowdstrike: CROWDSTRIKE_URL is not set, so nothing was asked");
    expect(connectors.providers[vendor]!.off).toBe("CROWDSTRIKE_URL is not set");
  });
});

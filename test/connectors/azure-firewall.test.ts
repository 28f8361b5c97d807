import { array, assert, constant, ipV4, oneof, property, string, uniqueArray } from "fast-check";
import type { VendorActivities } from "../../activities";
import { merged } from "../../connectors/azure-firewall/entries";
import { readPolicy } from "../../config/policy";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { publishedGroup } from "../../simulators/azure-network/group";
import type { RunningSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage, workspace } from "./stage";

const stage = useStage();
const vendor = "azure-network";
const path =
  "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network/ipGroups/ipg-soar-blocked";
const object = path.toLowerCase();
const attacker = "45.83.64.10";
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };

const targetOf = (value: string): Target => ({ id: value, label: value, names: [value] });
const method = (connectors = stage.connectors) => connectors.containments["firewall-block"]!;
const change = (add: string[], remove: string[] = [], connectors = stage.connectors) =>
  method(connectors).together!.change(object, add.map(targetOf), remove.map(targetOf), mark);
const look = (address = attacker) => method().look(targetOf(address), mark);

interface Group {
  tags?: object;
  location: string;
  properties: { ipAddresses: string[]; provisioningState: string };
}
const groupOf = (vendors: RunningSimulators): Group =>
  (vendors.state(vendor) as { ipGroups: Group[] }).ipGroups[0]!;
const entries = () => groupOf(stage.vendors).properties.ipAddresses;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const setGroup = (ipAddresses: string[]) =>
  scene({ ipGroups: [{ ...publishedGroup, ipAddresses }] });

beforeEach(() => {
  scene({
    updateSeconds: 0,
    permissions: "all",
    updatesFail: false,
    failedAreKept: true,
    writes: 1_000,
    overwrittenBy: null,
  });
  setGroup(publishedGroup.ipAddresses);
});

keepsConnectorContract(
  "azureFirewall.look()",
  {
    vendor,
    connector: "azure-firewall",
    route: "GET /subscriptions",
    isWrite: false,
    call: ({ containments }) => containments["firewall-block"]!.look(targetOf(attacker), mark),
  },
  stage,
);

keepsConnectorContract(
  "azureFirewall.check()",
  {
    vendor,
    connector: "azure-firewall",
    route: "GET /subscriptions",
    isWrite: false,
    call: (connectors) => connectors.providers["azure-firewall"]!.check(),
  },
  stage,
);

const { contain } = readPolicy("policy.json");
const deliver = (activities: VendorActivities) =>
  activities.contain({
    step: { key: `x/contain ${attacker}`, runId: "respond-1", at: mark.since },
    item: {
      id: `firewall-block:${attacker}`,
      kind: "firewall-block",
      target: targetOf(attacker),
      reason: "9 of 93 engines say malicious",
      lifetimeHours: contain.kinds["firewall-block"].lifetimeHours,
      blastRadius: [],
      quorum: 0,
    },
    hold: {
      ref: { ...workspace, name: "33333333-3333-3333-3333-333333333333" },
      incidentNumber: 4711,
      runId: "respond-1",
      reason: "9 of 93 engines say malicious",
      addedAt: mark.since,
      expiresAt: "2999-01-01T00:00:00.000Z",
    },
  });
const stored = (vendors: RunningSimulators): number =>
  groupOf(vendors).properties.ipAddresses.filter((entry) => entry === attacker).length;

for (const [name, call] of [
  ["together.change()", (connectors = stage.connectors) => change([attacker], [], connectors)],
  ["act()", (connectors = stage.connectors) => method(connectors).act(targetOf(attacker), mark)],
] as const) {
  keepsConnectorContract(
    `azureFirewall.${name}`,
    {
      vendor,
      connector: "azure-firewall",
      route: "PUT /subscriptions",
      isWrite: true,
      call,
      repeat: { deliver, stored },
    },
    stage,
  );
}

keepsConnectorContract(
  "azureFirewall.undo()",
  {
    vendor,
    connector: "azure-firewall",
    route: "PUT /subscriptions",
    isWrite: true,
    call: (connectors) => {
      setGroup([attacker, "203.0.113.0/24"]);
      return method(connectors).undo(targetOf(attacker), { listed: false }, mark);
    },
  },
  stage,
);

describe("azureFirewall.resolve()", () => {
  const resolve = (value: string, kind = "address") =>
    method().resolve({ kind: "observable", observable: { kind: kind as "address", value } });

  it("finds exactly one IPv4 address", async () => {
    await expect(resolve(attacker)).resolves.toEqual({ found: targetOf(attacker) });
  });

  it.each([
    ["2a01:4f8::1", "address", /IPv4 only/],
    ["45.83.64.0/24", "address", /not exactly one/],
    ["045.83.64.10", "address", /not exactly one/],
    ["evil.example", "domain", /addresses only/],
  ])("asks a human about %s", async (value, kind, question) => {
    await expect(resolve(value, kind)).resolves.toEqual({
      question: expect.stringMatching(question),
    });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });
});

describe("azureFirewall.together.change()", () => {
  it("sends one PUT with everybody else's entries, tags and location", async () => {
    setGroup(["198.51.100.0/24", "45.83.64.9", "10.2.0.0-10.2.0.31"]);

    await change([attacker, "45.83.64.11"], ["45.83.64.9"]);

    const puts = stage.vendors.calls(vendor).filter(({ method: verb }) => verb === "PUT");
    expect(puts).toHaveLength(1);
    expect(puts[0]!.path).toBe(`${path}?api-version=2025-05-01`);
    expect(puts[0]!.body).toEqual({
      location: "westeurope",
      tags: { owner: "network team" },
      properties: {
        ipAddresses: ["198.51.100.0/24", "10.2.0.0-10.2.0.31", attacker, "45.83.64.11"],
      },
    });
  });

  it("sends nothing when all is so already", async () => {
    setGroup([attacker]);

    await change([attacker], ["45.83.64.99"]);

    expect(stage.vendors.calls(vendor).map(({ method: verb }) => verb)).toEqual(["GET"]);
  });

  it("leaves a placeholder in a group that would be empty, since its rule would be skipped", async () => {
    setGroup([attacker]);

    await change([], [attacker]);

    expect(entries()).toEqual(["192.0.2.1"]);
  });

  it("keeps to what Azure takes, says so, and still takes out what leaves", async () => {
    const full = Array.from({ length: 5_000 }, (_, i) => `10.${i >> 8}.${i & 255}.1`);
    setGroup(full);

    const error = await failureOf(change([attacker]));
    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("full with 5000 entries");
    await expect(look()).resolves.toMatchObject({
      effect: "none",
      failed: expect.stringContaining("full"),
    });

    await change([attacker, "45.83.64.11"], [full[7]!]);
    expect(entries()).toEqual([...full.filter((_, i) => i !== 7), attacker]);
  });

  it("waits while another update is under way, and sends nothing", async () => {
    scene({ updateSeconds: 60 });
    await change([attacker]);

    const error = await failureOf(change(["45.83.64.11"]));

    expect(error).toMatchObject({ kind: "rate-limited", mayHaveHappened: false });
    expect(stage.vendors.calls(vendor).filter(({ method: verb }) => verb === "PUT")).toHaveLength(
      1,
    );
  });

  it("waits when Azure says that another operation is in progress", async () => {
    stage.vendors.fault({
      vendor,
      route: "PUT /subscriptions",
      status: 409,
      headers: { "retry-after": "17" },
      body: { error: { code: "AnotherOperationInProgress", message: "Another operation" } },
    });

    const error = await failureOf(change([attacker]));

    expect(error.toFailure()).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 17 });
    expect(error.mayHaveHappened).toBe(false);
  });

  it("does not take every conflict for one that ends", async () => {
    stage.vendors.fault({ vendor, route: "PUT /subscriptions", status: 409 });

    await expect(failureOf(change([attacker]))).resolves.toMatchObject({ kind: "permanent" });
  });

  it("tells when somebody else's change undid ours at the same moment", async () => {
    scene({ overwrittenBy: ["198.51.100.7"] });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: true });
    expect(error.message).toContain("overwritten by somebody else's change");
  });

  it("does not write to another group than the one that is set now", async () => {
    const { together } = method();

    const error = await failureOf(
      together!.change(object.replace("blocked", "allowed"), [targetOf(attacker)], [], mark),
    );

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("names the permissions that are missing", async () => {
    scene({ permissions: "read" });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("Microsoft.Network/ipGroups/write");
  });
});

describe("azureFirewall.look()", () => {
  it.each([
    [["45.83.64.10"], true, "in-effect"],
    [["45.83.64.10/32"], true, "in-effect"],
    [["45.83.64.0/24"], false, "in-effect"],
    [["45.83.64.1-45.83.64.20"], false, "in-effect"],
    [["45.83.64.11-45.83.64.20", "45.83.65.0/24", "junk", "1-2-3"], false, "none"],
    [["45.83.64.100", "145.83.64.10"], false, "none"],
  ])("of a group with %j: listed %s, %s", async (ipAddresses, listed, effect) => {
    setGroup(ipAddresses);

    await expect(look()).resolves.toEqual({ state: { listed }, effect });
  });

  it("sees what is under way and what is ending", async () => {
    scene({ updateSeconds: 60 });
    await change([attacker]);

    await expect(look()).resolves.toEqual({ state: { listed: true }, effect: "under-way" });
    await expect(look("45.83.64.11")).resolves.toMatchObject({ effect: "ending" });
  });

  it.each([true, false])("compares after an update that failed: stored %s", async (kept) => {
    scene({ updatesFail: true, failedAreKept: kept });
    await change([attacker]).catch(() => undefined);

    await expect(look()).resolves.toMatchObject({
      state: { listed: kept },
      effect: "none",
      failed: expect.stringContaining("could not update"),
    });
  });
});

describe("merged()", () => {
  const entry = oneof(ipV4(), string({ maxLength: 20 }), constant(attacker));

  it("keeps every entry that is not ours, in its order, and is never empty", () => {
    assert(
      property(array(entry), uniqueArray(ipV4()), (now, ours) => {
        const others = now.filter((one) => !ours.includes(one));
        const joined = merged(others, ours, []);
        const left = merged(joined, [], ours);

        expect(joined.slice(0, others.length)).toEqual(others);
        expect(joined).toEqual(expect.arrayContaining(ours));
        const untouched = others.filter((one) => !ours.some((our) => one.trim().startsWith(our)));
        expect(left).toEqual(expect.arrayContaining(untouched));
        expect(left.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("azureFirewall without a group", () => {
  it("names the setting that is missing", async () => {
    const connectors = connectorsFor(stage.vendors.url, { AZURE_FIREWALL_IP_GROUP: "" });

    const error = await failureOf(method(connectors).look(targetOf(attacker), mark));

    expect(error.message).toContain("AZURE_FIREWALL_IP_GROUP is not set");
  });
});

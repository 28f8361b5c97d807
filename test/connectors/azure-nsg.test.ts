import { array, assert, constantFrom, ipV4, property, uniqueArray } from "fast-check";
import { isExactly, merged } from "../../connectors/address-list";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { network, published } from "../../simulators/azure-resource-manager/published";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "azure-resource-manager";
const connector = "azure-nsg";
const id = `${network}/networkSecurityGroups/nsg-edge`;
const attacker = "45.83.64.10";
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };

interface Rule {
  name: string;
  properties: Record<string, unknown>;
}

const targetOf = (value: string): Target => ({ id: value, label: value, names: [value] });
const method = (connectors = stage.connectors) => connectors.containments["nsg-block"]!;
const act = (address = attacker, connectors = stage.connectors) =>
  method(connectors).act(targetOf(address), mark);
const undo = (address = attacker, connectors = stage.connectors) =>
  method(connectors).undo(targetOf(address), { listed: false }, mark);
const look = (address = attacker) => method().look(targetOf(address), mark);
const scene = (value: object) => stage.vendors.scene(vendor, value);
interface Group {
  properties: { securityRules: Rule[] };
}
const stateOf = (vendors: RunningSimulators): Group =>
  (vendors.state(vendor) as { resources: Record<string, Group> }).resources[id]!;
const rulesOf = (vendors: RunningSimulators): Rule[] => stateOf(vendors).properties.securityRules;
const setRules = (securityRules: Rule[]) =>
  scene({ resources: { [id]: { ...published[id], properties: { securityRules } } } });
const ours = () => rulesOf(stage.vendors).filter(({ name }) => name.startsWith("soar-"));
const ruleAt = (name: string, priority: number): Rule => ({
  ...(published[id]!.properties["securityRules"] as Rule[])[0]!,
  name,
  properties: {
    ...(published[id]!.properties["securityRules"] as Rule[])[0]!.properties,
    priority,
  },
});

beforeEach(() =>
  scene({
    updateSeconds: 0,
    updatesFail: false,
    forbidden: [],
    locks: [],
    writes: 10_000,
    resources: published,
  }),
);

for (const [name, call] of [
  [
    "look()",
    (connectors: typeof stage.connectors) => method(connectors).look(targetOf(attacker), mark),
  ],
  ["check()", (connectors: typeof stage.connectors) => connectors.providers[connector]!.check()],
] as const) {
  keepsConnectorContract(
    `azureNsg.${name}`,
    { vendor, connector, route: "GET /subscriptions", isWrite: false, call },
    stage,
  );
}

const isBlocked = async () => (await look()).effect === "in-effect";
const timesStored = (vendors: RunningSimulators): number =>
  rulesOf(vendors).filter(({ properties }) => properties["sourceAddressPrefix"] === attacker)
    .length;

keepsConnectorContract(
  "azureNsg.act()",
  {
    vendor,
    connector,
    route: "PUT /subscriptions",
    isWrite: true,
    ignoresAnswer: true,
    call: (connectors) => act(attacker, connectors),
    repeat: { deliver: deliveredOnce(act, isBlocked), stored: timesStored },
  },
  stage,
);

describe("of a block that is in force", () => {
  beforeEach(async () => {
    await act();
    stage.vendors.clearCalls();
  });

  keepsConnectorContract(
    "azureNsg.undo()",
    {
      vendor,
      connector,
      route: "DELETE /subscriptions",
      isWrite: true,
      ignoresAnswer: true,
      call: (connectors) => undo(attacker, connectors),
      repeat: {
        deliver: deliveredOnce(undo, async () => !(await isBlocked())),
        stored: (vendors) => 1 - timesStored(vendors),
      },
    },
    stage,
  );
});

describe("azureNsg.resolve()", () => {
  it.each([attacker, "2a01:4f8::1"])("finds exactly one address: %s", async (value) => {
    await expect(
      method().resolve({ kind: "observable", observable: { kind: "address", value } }),
    ).resolves.toEqual({ found: targetOf(value) });
  });

  it.each([
    ["45.83.64.0/24", "address", /not exactly one/],
    ["2A01:4F8::1", "address", /not exactly one/],
    ["evil.example", "domain", /addresses only/],
  ])("asks a human about %s", async (value, kind, question) => {
    await expect(
      method().resolve({ kind: "observable", observable: { kind: kind as "address", value } }),
    ).resolves.toEqual({ question: expect.stringMatching(question) });
  });
});

describe("azureNsg", () => {
  it("makes one rule at the first free priority, and says in it whose doing it is", async () => {
    await act();

    const [put] = stage.vendors.calls(vendor).filter(({ method: verb }) => verb === "PUT");
    expect(put!.path).toMatch(/\/securityRules\/soar-[0-9a-f]{12}\?api-version=2025-05-01$/);
    expect(put!.body).toEqual({
      properties: {
        access: "Deny",
        direction: "Inbound",
        protocol: "*",
        sourcePortRange: "*",
        destinationPortRange: "*",
        destinationAddressPrefix: "*",
        sourceAddressPrefixes: [attacker],
        priority: 101,
        description: `Durable Response ${mark.text}`,
      },
    });
  });

  it("adds to that rule later, on condition that it is as it was read, and takes it away when empty", async () => {
    await act();
    await act("45.83.64.11");
    expect(ours()).toMatchObject([
      { properties: { sourceAddressPrefixes: [attacker, "45.83.64.11"], priority: 101 } },
    ]);
    await undo();
    expect(ours()).toMatchObject([{ properties: { sourceAddressPrefix: "45.83.64.11" } }]);
    await undo("45.83.64.11");
    expect(rulesOf(stage.vendors)).toEqual(published[id]!.properties["securityRules"]);
  });

  it("keeps the families apart, since Azure takes no rule of both", async () => {
    await act();
    await act("2a01:4f8::1");

    expect(ours().map(({ properties }) => properties["priority"])).toEqual([101, 102]);
    await expect(look("2a01:4f8::1")).resolves.toEqual({
      state: { listed: true },
      effect: "in-effect",
    });
  });

  it("blocks what goes out, where it is told to", async () => {
    stage.connectors = connectorsFor(stage.vendors.url, { AZURE_NSG_DIRECTION: "Outbound" });

    await act();

    expect(ours()).toMatchObject([
      { properties: { direction: "Outbound", destinationAddressPrefix: attacker, priority: 100 } },
    ]);
  });

  it("takes the next priority when somebody was faster", async () => {
    stage.vendors.fault({
      vendor,
      route: "PUT /subscriptions",
      status: 400,
      body: { error: { code: "SecurityRuleConflict", message: "conflicts with rule new-one" } },
    });

    await act();

    expect(ours()).toMatchObject([{ properties: { priority: 102 } }]);
  });

  it("says what to do when every priority is taken, and sends nothing", async () => {
    stage.connectors = connectorsFor(stage.vendors.url, { AZURE_NSG_PRIORITIES: "100-101" });
    setRules([ruleAt("one", 100), ruleAt("two", 101)]);

    const error = await failureOf(act());

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("AZURE_NSG_PRIORITIES");
    expect(stage.vendors.calls(vendor).some(({ method: verb }) => verb === "PUT")).toBe(false);
  });

  it("does not overwrite what somebody else changed between its read and its write", async () => {
    await act();
    let isOpen = true;
    const vendors = await startSimulators({
      async watch({ method: verb, when }) {
        if (verb !== "PUT" || when !== "received" || !isOpen) return;
        isOpen = false;
        const rules = published[id]!.properties["securityRules"] as Rule[];
        const [rule] = ours() as [Rule];
        const prefix = { ...rule.properties, sourceAddressPrefix: "203.0.113.9" };
        vendors.scene(vendor, {
          resources: {
            [id]: {
              ...published[id],
              properties: { securityRules: [...rules, { ...rule, properties: prefix }] },
            },
          },
        });
      },
    });
    vendors.scene(vendor, { updateSeconds: 0, resources: { [id]: stateOf(stage.vendors) } });
    const other = method(connectorsFor(vendors.url));

    const error = await failureOf(other.act(targetOf("45.83.64.11"), mark));
    expect(error).toMatchObject({ kind: "transient", status: 412, mayHaveHappened: false });
    await other.act(targetOf("45.83.64.11"), mark);

    expect(rulesOf(vendors).at(-1)!.properties["sourceAddressPrefixes"]).toEqual([
      "203.0.113.9",
      "45.83.64.11",
    ]);
    await vendors.close();
  });

  it("waits while Azure updates the group, and tells so by looking", async () => {
    scene({ updateSeconds: 60 });
    await act();

    await expect(look()).resolves.toEqual({ state: { listed: true }, effect: "under-way" });
    await expect(failureOf(act("45.83.64.11"))).resolves.toMatchObject({
      kind: "rate-limited",
      mayHaveHappened: false,
    });
  });

  it("waits when Azure says that another operation is in progress", async () => {
    stage.vendors.fault({
      vendor,
      route: "PUT /subscriptions",
      status: 409,
      headers: { "retry-after": "17" },
      body: { error: { code: "AnotherOperationInProgress", message: "Another operation" } },
    });

    await expect(failureOf(act())).resolves.toMatchObject({
      kind: "rate-limited",
      retryAfterSeconds: 17,
    });
  });

  it("names a lock, and the permission that is missing", async () => {
    scene({ locks: [id] });
    const locked = await failureOf(act());
    expect(locked).toMatchObject({ kind: "permanent", status: 409 });
    expect(locked.message).toContain("take the lock off");

    scene({
      locks: [],
      forbidden: ["Microsoft.Network/networkSecurityGroups/securityRules/write"],
    });
    const forbidden = await failureOf(act());
    expect(forbidden).toMatchObject({ kind: "auth", status: 403 });
    expect(forbidden.message).toContain("securityRules/write");
  });

  it("tells when a rule failed, and when somebody made ours harmless", async () => {
    scene({ updatesFail: true });
    await act();
    await expect(look()).resolves.toMatchObject({
      effect: "none",
      failed: expect.stringContaining("could not carry out"),
    });

    const [rule] = ours() as [Rule];
    setRules([{ name: rule.name, properties: { ...rule.properties, access: "Allow" } }]);
    await expect(look()).resolves.toMatchObject({
      state: { listed: true },
      effect: "none",
      failed: expect.stringContaining("Somebody changed the rule"),
    });
    await expect(failureOf(act("45.83.64.11"))).resolves.toMatchObject({ kind: "permanent" });
  });

  it("does not write to another group than the one that is set now", async () => {
    const error = await failureOf(
      method().together!.change("/subscriptions/other", [targetOf(attacker)], [], mark),
    );

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("is off without a group", () => {
    const { providers } = connectorsFor(stage.vendors.url, { AZURE_NSG: "" });
    expect(providers[connector]?.off).toBe("AZURE_NSG is not set");
  });

  it.each([
    ["AZURE_NSG", `${id}/securityRules/one`],
    ["AZURE_NSG", "nsg-edge"],
    ["AZURE_NSG_PRIORITIES", "90-120"],
    ["AZURE_NSG_PRIORITIES", "200-100"],
  ])("does not start with %s %s", (name, value) => {
    expect(() => connectorsFor(stage.vendors.url, { [name]: value })).toThrow(`${name} must be`);
  });
});

describe("merged()", () => {
  it("keeps everybody else's entries, in their order", () => {
    const entry = constantFrom(
      "198.51.100.0/24",
      "VirtualNetwork",
      attacker,
      `${attacker}/32`,
      "10.0.0.1",
    );
    assert(
      property(array(entry), uniqueArray(ipV4()), (now, added) => {
        const others = now.filter((one) => !added.some((our) => isExactly(one, our)));
        const joined = merged(others, added, []);
        expect(joined).toEqual([...others, ...added]);
        expect(merged(joined, [], added)).toEqual(others);
      }),
    );
  });
});

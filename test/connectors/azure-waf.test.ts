import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { network, published } from "../../simulators/azure-resource-manager/published";
import type { RunningSimulators } from "../../simulators/server";
import { startSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "azure-resource-manager";
const connector = "azure-waf";
const attacker = "45.83.64.10";
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const targetOf = (value: string): Target => ({ id: value, label: value, names: [value] });
const scene = (value: object) => stage.vendors.scene(vendor, value);
type Connectors = typeof stage.connectors;

interface Rule {
  name: string;
  priority: number;
  action?: string;
  matchConditions: Record<string, unknown>[];
}
interface Policy {
  properties: { customRules: Rule[] | { rules: Rule[] }; policySettings: object };
  [member: string]: unknown;
}

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

describe.each([
  {
    kind: "waf-block",
    id: `${network}/ApplicationGatewayWebApplicationFirewallPolicies/waf-web`,
    setting: "AZURE_WAF_POLICY",
    values: "matchValues",
    version: "2025-05-01",
    ours: {
      priority: 2,
      state: "Enabled",
      ruleType: "MatchRule",
      action: "Block",
      matchConditions: [
        {
          matchVariables: [{ variableName: "RemoteAddr" }],
          operator: "IPMatch",
          negationConditon: false,
          matchValues: [attacker],
          transforms: [],
        },
      ],
    },
    readOnly: "applicationGateways",
  },
  {
    kind: "front-door-block",
    id: `${network}/FrontDoorWebApplicationFirewallPolicies/wafshop`,
    setting: "AZURE_FRONT_DOOR_POLICY",
    values: "matchValue",
    version: "2024-02-01",
    ours: {
      priority: 1,
      enabledState: "Enabled",
      ruleType: "MatchRule",
      action: "Block",
      matchConditions: [
        {
          matchVariable: "SocketAddr",
          operator: "IPMatch",
          negateCondition: false,
          matchValue: [attacker],
          transforms: [],
        },
      ],
    },
    readOnly: "securityPolicyLinks",
  },
] as const)("$kind", ({ kind, id, setting, values, version, ours, readOnly }) => {
  const method = (connectors: Connectors = stage.connectors) => connectors.containments[kind]!;
  const act = (address = attacker) => method().act(targetOf(address), mark);
  const undo = (address = attacker) => method().undo(targetOf(address), { listed: false }, mark);
  const look = (address = attacker) => method().look(targetOf(address), mark);
  const policyOf = (vendors: RunningSimulators = stage.vendors): Policy =>
    (vendors.state(vendor) as { resources: Record<string, Policy> }).resources[id]!;
  const rulesOf = (vendors: RunningSimulators = stage.vendors): Rule[] => {
    const { customRules } = policyOf(vendors).properties;
    return Array.isArray(customRules) ? customRules : customRules.rules;
  };
  const entriesOf = (vendors: RunningSimulators = stage.vendors): unknown =>
    rulesOf(vendors).find(({ name }) => name.startsWith("soar"))?.matchConditions[0]![values] ?? [];
  const setPolicy = (properties: object, vendors: RunningSimulators = stage.vendors) => {
    const now = policyOf(vendors);
    vendors.scene(vendor, {
      resources: { [id]: { ...now, properties: { ...now.properties, ...properties } } },
    });
  };
  const setRules = (rules: object[], vendors: RunningSimulators = stage.vendors) =>
    setPolicy(
      { customRules: Array.isArray(policyOf(vendors).properties.customRules) ? rules : { rules } },
      vendors,
    );
  const contract = (
    name: string,
    operation: Omit<Parameters<typeof keepsConnectorContract>[1], "vendor" | "connector">,
  ) =>
    keepsConnectorContract(`azure-waf ${kind} ${name}`, { vendor, connector, ...operation }, stage);

  contract("look()", {
    route: "GET /subscriptions",
    isWrite: false,
    call: (connectors) => method(connectors).look(targetOf(attacker), mark),
  });
  contract("check()", {
    route: `GET ${id}`,
    isWrite: false,
    call: (connectors) => connectors.providers[connector]!.check(),
  });
  contract("act()", {
    route: "PUT /subscriptions",
    isWrite: true,
    ignoresAnswer: true,
    call: (connectors) => method(connectors).act(targetOf(attacker), mark),
    repeat: {
      deliver: deliveredOnce(act, async () => (await look()).effect === "in-effect"),
      stored: (vendors) => (entriesOf(vendors) as string[]).length,
    },
  });

  describe("of a block that is in force", () => {
    beforeEach(async () => {
      await act();
      stage.vendors.clearCalls();
    });

    contract("undo()", {
      route: "PUT /subscriptions",
      isWrite: true,
      ignoresAnswer: true,
      call: (connectors) => method(connectors).undo(targetOf(attacker), { listed: false }, mark),
      repeat: {
        deliver: deliveredOnce(undo, async () => (await look()).effect === "none"),
        stored: (vendors) => 1 - (entriesOf(vendors) as string[]).length,
      },
    });
  });

  it("adds one rule of ours to the policy as it was, at the first free priority", async () => {
    await act();

    const [put] = stage.vendors.calls(vendor).filter(({ method: verb }) => verb === "PUT");
    expect(put!.path).toBe(`${id}?api-version=${version}`);
    const { properties, ...sent } = put!.body as Policy;
    const { properties: was, ...before } = published[id]! as unknown as Policy;
    expect(sent).toMatchObject(before);
    expect(properties).not.toHaveProperty("provisioningState");
    expect(properties).not.toHaveProperty(readOnly);
    expect(rulesOf()).toEqual([
      ...[was.customRules].flatMap((rules) => (Array.isArray(rules) ? rules : rules.rules)),
      { ...ours, name: expect.stringMatching(/^soar[0-9a-f]{12}$/) },
    ]);
    await expect(look()).resolves.toEqual({ state: { listed: true }, effect: "in-effect" });
  });

  it("keeps several addresses in it, and takes it away with the last", async () => {
    await act();
    await act("45.83.64.11");
    expect(entriesOf()).toEqual([attacker, "45.83.64.11"]);
    await undo();
    expect(entriesOf()).toEqual(["45.83.64.11"]);
    await undo("45.83.64.11");
    expect(policyOf()).toEqual(published[id]);
  });

  it("sends nothing when all is so already", async () => {
    await act();
    stage.vendors.clearCalls();

    await act();
    await undo("45.83.64.99");

    expect(stage.vendors.calls(vendor).every(({ method: verb }) => verb === "GET")).toBe(true);
  });

  it("does not overwrite what somebody else changed between its read and its write", async () => {
    let isOpen = true;
    const vendors = await startSimulators({
      async watch({ method: verb, when }) {
        if (verb !== "PUT" || when !== "received" || !isOpen) return;
        isOpen = false;
        setRules(
          [...rulesOf(vendors), { ...rulesOf(vendors)[0]!, name: "theirs", priority: 70 }],
          vendors,
        );
      },
    });
    vendors.scene(vendor, { updateSeconds: 0 });
    const other = method(connectorsFor(vendors.url));

    const error = await failureOf(other.act(targetOf(attacker), mark));
    expect(error).toMatchObject({ kind: "transient", status: 412, mayHaveHappened: false });
    await other.act(targetOf(attacker), mark);

    expect(rulesOf(vendors).map(({ name }) => name)).toContain("theirs");
    expect(entriesOf(vendors)).toEqual([attacker]);
    await vendors.close();
  });

  it("tells what is under way, and waits for it", async () => {
    scene({ updateSeconds: 60 });
    await act();

    await expect(look()).resolves.toEqual({ state: { listed: true }, effect: "under-way" });
    await expect(look("45.83.64.11")).resolves.toMatchObject({ effect: "ending" });
    await expect(failureOf(act("45.83.64.11"))).resolves.toMatchObject({ kind: "rate-limited" });
  });

  it("tells when an update failed", async () => {
    scene({ updatesFail: true });
    await act();

    await expect(look()).resolves.toMatchObject({
      effect: "none",
      failed: expect.stringContaining("could not update the policy"),
    });
  });

  it.each([{ mode: "Detection" }, { state: "Disabled", enabledState: "Disabled" }])(
    "adds nothing to a policy that lets everybody in: %j",
    async (settings) => {
      await act();
      setPolicy({ policySettings: { ...policyOf().properties.policySettings, ...settings } });

      await expect(look()).resolves.toMatchObject({
        state: { listed: true },
        effect: "none",
        failed: expect.stringContaining("only detects"),
      });
      const error = await failureOf(act("45.83.64.11"));
      expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
      await undo();
      expect(entriesOf()).toEqual([]);
    },
  );

  it("says when somebody made our rule harmless, and keeps what they changed of it", async () => {
    await act();
    await act("45.83.64.11");
    setRules(
      rulesOf().map((rule) => (rule.name.startsWith("soar") ? { ...rule, action: "Log" } : rule)),
    );

    await expect(look()).resolves.toMatchObject({
      effect: "none",
      failed: expect.stringContaining("Somebody changed the rule"),
    });
    await expect(failureOf(act("45.83.64.12"))).resolves.toMatchObject({ kind: "permanent" });
    await undo();
    expect(rulesOf().at(-1)).toMatchObject({ action: "Log" });
    expect(entriesOf()).toEqual(["45.83.64.11"]);
  });

  it("says what to do when there is no room", async () => {
    const [rule] = rulesOf() as [Rule];
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        ...rule,
        name: `theirs${at}`,
        priority: at + 1,
      }));
    setRules(many(50));
    const taken = await failureOf(act());
    expect(taken).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(taken.message).toContain("AZURE_WAF_PRIORITIES");

    setRules(many(100));
    await expect(failureOf(act())).resolves.toMatchObject({
      message: expect.stringContaining("100 rules"),
    });

    setRules([rule]);
    await method().together!.change(
      id.toLowerCase(),
      Array.from({ length: 600 }, (_, at) => targetOf(`45.84.${at >> 8}.${at & 255}`)),
      [],
      mark,
    );
    await expect(failureOf(act())).resolves.toMatchObject({
      kind: "permanent",
      message: expect.stringContaining("600 addresses"),
    });
  });

  it("does not write to another policy than the one that is set now", async () => {
    const error = await failureOf(
      method().together!.change("/other", [targetOf(attacker)], [], mark),
    );

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("is not used without its policy, whatever the other has", async () => {
    const connectors = connectorsFor(stage.vendors.url, { [setting]: "" });

    await expect(
      failureOf(method(connectors).act(targetOf(attacker), mark)),
    ).resolves.toMatchObject({
      kind: "auth",
      message: expect.stringContaining(setting),
    });
    expect(connectors.providers[connector]!.off).toBeUndefined();
    await expect(connectors.providers[connector]!.check()).resolves.toContain("1 of 100 rules");
  });

  it("names the permission that is missing", async () => {
    const [, type] = /providers\/(.+)\//.exec(id)!;
    scene({ forbidden: [`${type}/write`] });

    await expect(failureOf(act())).resolves.toMatchObject({
      kind: "auth",
      message: expect.stringContaining(`${type}/write`),
    });
  });

  it("asks a human about what is not exactly one address", async () => {
    const resolve = (value: string, of = "address") =>
      method().resolve({ kind: "observable", observable: { kind: of as "address", value } });

    await expect(resolve(attacker)).resolves.toEqual({ found: targetOf(attacker) });
    await expect(resolve("45.83.64.0/24")).resolves.toHaveProperty("question");
    await expect(resolve("evil.example", "domain")).resolves.toHaveProperty("question");
    await expect(resolve("2a01:4f8::1")).resolves.toHaveProperty(
      kind === "front-door-block" ? "found" : "question",
    );
  });
});

describe("azure-waf", () => {
  it("is off without any policy, and compares the address that it is told to", async () => {
    const none = connectorsFor(stage.vendors.url, {
      AZURE_WAF_POLICY: "",
      AZURE_FRONT_DOOR_POLICY: "",
    });
    expect(none.providers[connector]!.off).toContain("AZURE_FRONT_DOOR_POLICY");

    const { containments } = connectorsFor(stage.vendors.url, {
      AZURE_FRONT_DOOR_MATCH: "RemoteAddr",
    });
    await containments["front-door-block"]!.act(targetOf(attacker), mark);
    const [put] = stage.vendors.calls(vendor).filter(({ method: verb }) => verb === "PUT");
    expect(JSON.stringify(put!.body)).toContain('"matchVariable":"RemoteAddr"');
  });
});

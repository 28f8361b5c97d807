import type { Connectors } from "../../connectors";
import type { Mark } from "../../domain/containing";
import type { Claim, Target } from "../../domain/containment";
import {
  publishedFirewalls,
  publishedInstance,
  publishedPolicy,
} from "../../simulators/google/published";
import type { Instance, Rule } from "../../simulators/google/scene";
import { keepsConnectorContract, type Operation } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "google";
const attacker = "45.83.64.10";
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const place = "projects/contoso-web/zones/europe-west4-a/instances";
const full = `//compute.googleapis.com/${place}/web-1`;
const web: Target = { id: `${place}/${publishedInstance.id}`, label: "web-1", names: [full] };
const address: Target = { id: attacker, label: attacker, names: [attacker] };

const scene = (value: object) => stage.vendors.scene(vendor, value);
const state = () =>
  stage.vendors.state(vendor) as { policies: { rules: Rule[] }[]; instances: Instance[] };
const rules = () => state().policies[0]!.rules;
const ours = () => rules().filter(({ description }) => description.startsWith("soar-"));
const web1 = () => state().instances[0]!;
const addressClaim = (value: string): Claim => ({
  kind: "observable",
  observable: { kind: "address", value },
});
const instanceClaim = (id: string): Claim => ({
  kind: "resource",
  resource: { kind: "CloudResource", platform: "google-cloud", label: id, id },
});
const sent = (verb: string) =>
  stage.vendors
    .calls(vendor)
    .filter(({ method, path }) => method === "POST" && path.split("?")[0]!.endsWith(`/${verb}`));

beforeEach(() => {
  scene({
    denied: [],
    operationSeconds: 0,
    stopSeconds: 0,
    operationError: null,
    policies: [publishedPolicy],
    firewalls: publishedFirewalls,
  });
  scene({ instances: [{ ...publishedInstance, stackType: "IPV4_ONLY" }] });
});

const contract = (name: string, operation: Omit<Operation, "vendor" | "connector">): void =>
  keepsConnectorContract(
    `googleCloud.${name}`,
    { vendor, connector: "google-cloud", ...operation },
    stage,
  );

const armorPath = "/compute/compute/v1/projects/contoso-web/global/securityPolicies/edge";
const instancePath = `/compute/compute/v1/${place}`;

for (const { kind, target, path, claim, doing, undoing, before, stored, undone } of [
  {
    kind: "gcp-armor-block",
    target: address,
    path: armorPath,
    claim: undefined,
    doing: "addRule",
    undoing: "removeRule",
    before: { rules: [] },
    stored: () => ours().length,
    undone: () => -ours().length,
  },
  {
    kind: "quarantine-gce-instance",
    target: web,
    path: instancePath,
    claim: instanceClaim(full),
    doing: "setTags",
    undoing: "setTags",
    before: { isTagged: false },
    stored: () => web1().tags.filter((tag) => tag === "soar-quarantine").length,
    undone: () => -web1().tags.filter((tag) => tag === "soar-quarantine").length,
  },
  {
    kind: "stop-gce-instance",
    target: web,
    path: instancePath,
    claim: instanceClaim(full),
    doing: "stop",
    undoing: "start",
    before: { isRunning: true },
    stored: () => sent("stop").length,
    undone: () => sent("start").length,
  },
] as const) {
  const method = (connectors: Connectors) => connectors.containments[kind]!;
  const effect = async () => (await method(stage.connectors).look(target, mark)).effect;
  const act = (connectors: Connectors) => method(connectors).act(target, mark);
  const undo = (connectors: Connectors) => method(connectors).undo(target, before as never, mark);

  if (claim) {
    contract(`${kind} resolve()`, {
      route: `GET ${path}`,
      isWrite: false,
      isNotFoundAnAnswer: true,
      call: (connectors) => method(connectors).resolve(claim),
    });
  }
  contract(`${kind} look()`, {
    route: `GET ${path}`,
    isWrite: false,
    call: (connectors) => method(connectors).look(target, mark),
  });
  contract(`${kind} act()`, {
    route: `POST ${path}`,
    isWrite: true,
    call: act,
    repeat: {
      deliver: deliveredOnce(
        () => act(stage.connectors),
        async () => (await effect()) === "in-effect",
      ),
      stored,
    },
  });

  describe(`${kind} in force`, () => {
    beforeEach(async () => {
      await act(stage.connectors);
      stage.vendors.clearCalls();
    });

    contract(`${kind} undo()`, {
      route: `POST ${path}`,
      isWrite: true,
      call: undo,
      repeat: {
        deliver: deliveredOnce(
          () => undo(stage.connectors),
          async () => (await effect()) === "none",
        ),
        stored: undone,
      },
    });

    it("is not done a second time", async () => {
      await act(stage.connectors);

      expect(sent(doing)).toEqual([]);
      await expect(effect()).resolves.toBe("in-effect");
    });

    it("is taken back once", async () => {
      await undo(stage.connectors);
      await undo(stage.connectors);

      expect(sent(undoing)).toHaveLength(1);
      await expect(effect()).resolves.toBe("none");
    });
  });
}

contract("quarantine-gce-instance resolve(): firewall rules", {
  route: "GET /compute/compute/v1/projects/contoso-web/global/firewalls",
  isWrite: false,
  call: ({ containments }) => containments["quarantine-gce-instance"]!.resolve(instanceClaim(full)),
});

describe("gcp-armor-block", () => {
  const armor = (connectors = stage.connectors) => connectors.containments["gcp-armor-block"]!;

  it("adds one rule with its name, its incident and exactly one address", async () => {
    await armor().act(address, mark);

    expect(sent("addRule").map(({ body }) => body)).toEqual([
      {
        priority: expect.any(Number),
        action: "deny(403)",
        preview: false,
        description: expect.stringMatching(/^soar-[0-9a-f]{12} incident\/4711 run\/respond-1$/),
        match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: [`${attacker}/32`] } },
      },
    ]);
    const [{ priority }] = ours() as [Rule];
    expect(priority >= 1_000 && priority <= 1_099).toBe(true);
  });

  it("keeps the description to what Google takes, however long the mark is", async () => {
    await armor().act(address, { ...mark, text: "incident/4711 ".repeat(10) });

    expect(ours()[0]!.description).toHaveLength(64);
  });

  it("blocks an IPv6 address as one", async () => {
    await armor().act({ ...address, id: "2a01:4f8::1" }, mark);

    expect(ours()[0]!.srcIpRanges).toEqual(["2a01:4f8::1/128"]);
  });

  it("does not take a priority that somebody else uses", async () => {
    await armor().act(address, mark);
    const [{ priority }] = ours() as [Rule];
    const theirs = { ...ours()[0]!, description: "Network team" };
    scene({ policies: [{ ...publishedPolicy, rules: [...publishedPolicy.rules, theirs] }] });

    await armor().act(address, mark);

    expect(ours()).toHaveLength(1);
    expect(ours()[0]!.priority).not.toBe(priority);
    await armor().undo(address, { rules: [] }, mark);
    expect(rules()).toContainEqual(theirs);
  });

  it("says so when all of its priorities are used", async () => {
    await armor().act(address, mark);
    const connectors = connectorsFor(stage.vendors.url, {
      GOOGLE_ARMOR_PRIORITIES: `${ours()[0]!.priority}-${ours()[0]!.priority}`,
    });

    const error = await failureOf(armor(connectors).act({ ...address, id: "45.83.64.11" }, mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("widen GOOGLE_ARMOR_PRIORITIES");
  });

  it.each([[{ preview: true }], [{ action: "allow" }], [{ srcIpRanges: ["45.83.64.11/32"] }]])(
    "sees that a rule of ours which was changed to %j blocks nothing",
    async (change) => {
      await armor().act(address, mark);
      const changed = rules().map((rule) =>
        rule.description.startsWith("soar-") ? { ...rule, ...change } : rule,
      );
      scene({ policies: [{ ...publishedPolicy, rules: changed }] });

      await expect(armor().look(address, mark)).resolves.toMatchObject({ effect: "none" });
    },
  );

  it("waits while Google is at another change of the policy", async () => {
    scene({ operationSeconds: 60 });
    const first = await failureOf(armor().act(address, mark));
    expect(first).toMatchObject({ kind: "transient", mayHaveHappened: true });

    const error = await failureOf(armor().act({ ...address, id: "45.83.64.11" }, mark));

    expect(error).toMatchObject({ kind: "rate-limited", mayHaveHappened: false });
  });

  it("tells what an operation failed with", async () => {
    scene({ operationError: "INTERNAL_ERROR" });

    const error = await failureOf(armor().act(address, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("was begun and failed (INTERNAL_ERROR");
  });

  it.each([
    ["45.83.64.0/24", /not exactly one/],
    ["045.83.64.10", /not exactly one/],
  ])("asks a human about %s", async (value, question) => {
    await expect(armor().resolve(addressClaim(value))).resolves.toEqual({
      question: expect.stringMatching(question),
    });
  });

  it("names the setting that is missing", async () => {
    const connectors = connectorsFor(stage.vendors.url, { GOOGLE_ARMOR_POLICY: "" });

    const error = await failureOf(armor(connectors).look(address, mark));

    expect(error.message).toContain("GOOGLE_ARMOR_POLICY is not set");
  });

  it("names the permission that lacks", async () => {
    scene({ denied: ["compute.securityPolicies.update"] });

    const error = await failureOf(armor().act(address, mark));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("a role with compute.securityPolicies.update");
  });
});

describe("quarantine-gce-instance", () => {
  const quarantine = () => stage.connectors.containments["quarantine-gce-instance"]!;

  it("finds one instance by its full name, and knows it by its id", async () => {
    await expect(quarantine().resolve(instanceClaim(full))).resolves.toEqual({
      found: {
        id: web.id,
        label: "web-1",
        names: [full, "web-1", publishedInstance.id],
        addresses: ["10.164.0.11", "34.90.12.34"],
      },
    });
  });

  it.each([
    ["a part of a name", full.slice(0, -1), /not there/],
    ["another zone", full.replace("west4-a", "west4-b"), /not there/],
    ["another project", full.replace("contoso-web", "fabrikam-web"), /none of the projects/],
    ["a name without its zone", "//compute.googleapis.com/web-1", /full name of one instance/],
  ])("asks a human about %s", async (_, id, question) => {
    await expect(quarantine().resolve(instanceClaim(id))).resolves.toEqual({
      question: expect.stringMatching(question),
    });
  });

  it.each([
    ["no rule", () => []],
    ["one direction", () => publishedFirewalls.slice(0, 1)],
    [
      "rules that are disabled",
      () => publishedFirewalls.map((one) => ({ ...one, disabled: true })),
    ],
    ["a lower priority", () => publishedFirewalls.map((one) => ({ ...one, priority: 1 }))],
    ["another tag", () => publishedFirewalls.map((one) => ({ ...one, targetTags: ["web"] }))],
    ["some addresses", () => publishedFirewalls.map((one) => ({ ...one, ranges: ["10.0.0.0/8"] }))],
  ])("asks a human where the tag would do nothing: %s", async (_, firewalls) => {
    scene({ firewalls: firewalls() });

    await expect(quarantine().resolve(instanceClaim(full))).resolves.toEqual({
      question: expect.stringMatching(/the tag would do nothing/),
    });
  });

  it("asks for rules of both families where the instance speaks both", async () => {
    scene({ instances: [{ ...publishedInstance, stackType: "IPV4_IPV6" }] });
    await expect(quarantine().resolve(instanceClaim(full))).resolves.toHaveProperty("question");

    const ofIPv6 = publishedFirewalls.map((one) => ({
      ...one,
      name: `${one.name}-6`,
      ranges: ["::/0"],
    }));
    scene({ firewalls: [...publishedFirewalls, ...ofIPv6] });

    await expect(quarantine().resolve(instanceClaim(full))).resolves.toHaveProperty("found");
  });

  it("sends the others' tags with the fingerprint that they were read with", async () => {
    await quarantine().act(web, mark);

    expect(sent("setTags")[0]!.body).toEqual({
      items: ["http-server", "web", "soar-quarantine"],
      fingerprint: expect.any(String),
    });
  });

  it("loses nobody's change: what was changed since it was read is read again", async () => {
    stage.vendors.fault({
      vendor,
      route: `POST ${instancePath}`,
      status: 412,
      body: { error: { code: 412, errors: [{ reason: "conditionNotMet" }] } },
    });

    const error = await failureOf(quarantine().act(web, mark));

    expect(error).toMatchObject({ kind: "transient", status: 412, mayHaveHappened: false });
  });
});

describe("stop-gce-instance", () => {
  const stop = () => stage.connectors.containments["stop-gce-instance"]!;
  const becomes = (status: string) => scene({ instances: [{ ...publishedInstance, status }] });

  it.each([
    ["RUNNING", true, "none"],
    ["STOPPING", false, "under-way"],
    ["TERMINATED", false, "in-effect"],
    ["STAGING", true, "ending"],
    ["SUSPENDED", false, "none"],
  ])("of one that is %s: running %s, %s", async (status, isRunning, effect) => {
    becomes(status);

    await expect(stop().look(web, mark)).resolves.toEqual({ state: { isRunning }, effect });
  });

  it("asks a human about what a stop would lose", async () => {
    scene({ instances: [{ ...publishedInstance, disks: ["PERSISTENT", "SCRATCH"] }] });

    await expect(stop().resolve(instanceClaim(full))).resolves.toEqual({
      question: expect.stringMatching(/local SSD/),
    });
  });

  it("asks a human about one that is suspended", async () => {
    becomes("SUSPENDED");

    await expect(stop().resolve(instanceClaim(full))).resolves.toEqual({
      question: expect.stringMatching(/is suspended/),
    });
  });

  it("is not started while it is still stopping", async () => {
    becomes("STOPPING");

    const error = await failureOf(stop().undo(web, { isRunning: true }, mark));

    expect(error.toFailure()).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 15 });
    expect(sent("start")).toEqual([]);
  });

  it("is not started when it was not running before", async () => {
    becomes("TERMINATED");

    const error = await failureOf(stop().undo(web, { isRunning: false }, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(sent("start")).toEqual([]);
  });
});

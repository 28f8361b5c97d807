import type { Connectors } from "../../connectors";
import type { Target } from "../../domain/containment";
import { publishedAcl } from "../../simulators/aws/ec2-acls";
import type { AclRow, EntryRow } from "../../simulators/aws/ec2-rows";
import { keepsConnectorContract } from "../support/connector-contract";
import { delivering, mark, methodIn, simulator as vendor } from "./aws-support";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const kind = "aws-acl-block";
const { NetworkAclId: acl, Entries: usual } = publishedAcl;
const attacker = "45.83.64.10";

const targetOf = (value: string): Target => ({ id: value, label: value, names: [value] });
const method = (connectors: Connectors = stage.connectors) => methodIn(connectors, kind);
const rulesNow = (): EntryRow[] =>
  (stage.vendors.state(vendor) as { acls: AclRow[] }).acls[0]!.Entries;
const oursNow = () => rulesNow().filter(({ RuleNumber }) => RuleNumber < 100);
const scene = (value: object) => stage.vendors.scene(vendor, value);
const setRules = (...more: EntryRow[]) =>
  scene({ acls: [{ NetworkAclId: acl, Entries: [...more, ...usual] }] });
const rule = (RuleNumber: number, CidrBlock: string, more: Partial<EntryRow> = {}): EntryRow => ({
  RuleNumber,
  Egress: false,
  RuleAction: "deny",
  Protocol: "-1",
  CidrBlock,
  ...more,
});
const bothWays = (number: number, cidr: string, more: Partial<EntryRow> = {}) => [
  rule(number, cidr, more),
  rule(number, cidr, { ...more, Egress: true }),
];
const look = (address = attacker) => method().look(targetOf(address), mark);

beforeEach(() => {
  scene({ denied: [], requestsPerMinute: 100_000, lostRaces: 0 });
  setRules();
});

const contract = { vendor, connector: "aws" };
keepsConnectorContract(
  "aws.aclBlock.look()",
  {
    ...contract,
    route: "DescribeNetworkAcls",
    isWrite: false,
    call: (connectors) => method(connectors).look(targetOf(attacker), mark),
  },
  stage,
);
const write = { ...contract, isWrite: true, ignoresAnswer: true };
for (const [name, call] of [
  [
    "together.change()",
    (connectors: Connectors) =>
      method(connectors).together!.change(acl, [targetOf(attacker)], [], mark),
  ],
  ["act()", (connectors: Connectors) => method(connectors).act(targetOf(attacker), mark)],
] as const) {
  keepsConnectorContract(
    `aws.aclBlock.${name}`,
    {
      ...write,
      route: "CreateNetworkAclEntry",
      call,
      repeat: {
        deliver: delivering(kind, targetOf(attacker)),
        stored: () => oursNow().filter(({ Egress }) => Egress).length,
      },
    },
    stage,
  );
}
keepsConnectorContract(
  "aws.aclBlock.undo()",
  {
    ...write,
    route: "DeleteNetworkAclEntry",
    call: (connectors) => {
      setRules(...bothWays(1, `${attacker}/32`));
      return method(connectors).undo(targetOf(attacker), { listed: false }, mark);
    },
  },
  stage,
);

describe("aws.aclBlock", () => {
  it.each([
    [attacker, { CidrBlock: `${attacker}/32` }],
    ["2001:db8::1", { Ipv6CidrBlock: "2001:db8::1/128" }],
  ])("denies everything from and to %s, under the lowest numbers", async (address, network) => {
    await method().act(targetOf(address), mark);

    const made = { RuleNumber: 1, RuleAction: "deny", Protocol: "-1", ...network };
    expect(oursNow()).toEqual([
      { ...made, Egress: false },
      { ...made, Egress: true },
    ]);
    expect(await look(address)).toEqual({ state: { listed: true }, effect: "in-effect" });
  });

  it("takes another number where somebody else was faster", async () => {
    scene({ lostRaces: 1 });

    await method().act(targetOf(attacker), mark);

    expect(oursNow().filter(({ CidrBlock }) => CidrBlock === `${attacker}/32`)).toHaveLength(2);
    expect(oursNow()).toContainEqual(rule(1, "203.0.113.99/32"));
  });

  it("gives up for now where somebody else is faster again and again", async () => {
    scene({ lostRaces: 100 });

    const error = await failureOf(method().act(targetOf(attacker), mark));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
  });

  it("brings about the way that lacks", async () => {
    setRules(rule(7, `${attacker}/32`));
    expect(await look()).toEqual({ state: { listed: true }, effect: "none" });

    await method().act(targetOf(attacker), mark);

    expect(oursNow()).toEqual(
      [rule(7, `${attacker}/32`), rule(1, `${attacker}/32`, { Egress: true })].toSorted(
        (a, b) => a.RuleNumber - b.RuleNumber,
      ),
    );
  });

  it("takes out its own rules, and nobody else's", async () => {
    const others = [rule(3, "45.83.64.0/24"), rule(4, `${attacker}/32`, { RuleAction: "allow" })];
    setRules(...others, ...bothWays(9, `${attacker}/32`));

    await method().undo(targetOf(attacker), { listed: false }, mark);

    expect(oursNow()).toEqual(others);
  });

  it("sees what somebody else denies as blocked, and not listed by us", async () => {
    setRules(...bothWays(20, "45.83.64.0/24"));

    expect(await look()).toEqual({ state: { listed: false }, effect: "in-effect" });
  });

  it("says which rule lets an address through before ours", async () => {
    setRules(
      rule(1, "0.0.0.0/0", { RuleAction: "allow", Protocol: "6" }),
      ...bothWays(2, `${attacker}/32`),
    );

    expect(await look()).toMatchObject({
      effect: "none",
      failed: expect.stringContaining("Rule 1 of the network ACL lets it through"),
    });
  });

  it("is not told otherwise by a rule that denies one protocol", async () => {
    setRules(...bothWays(1, "0.0.0.0/0", { Protocol: "6" }));

    expect(await look()).toEqual({ state: { listed: false }, effect: "none" });
  });

  it("says that AWS takes no more rules", async () => {
    setRules(...Array.from({ length: 15 }, (_, n) => bothWays(n + 1, `100.64.${n}.1/32`)).flat());
    await method().act(targetOf("100.64.0.99"), mark);

    const error = await failureOf(method().act(targetOf("100.64.0.98"), mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("NetworkAclEntryLimitExceeded");
  });

  it("says that all of its numbers are taken", async () => {
    setRules(...Array.from({ length: 99 }, (_, n) => rule(n + 1, `100.64.${n}.1/32`)));

    expect((await failureOf(method().act(targetOf(attacker), mark))).message).toContain(
      "all taken",
    );
  });

  it("changes no ACL but that which the settings name", async () => {
    const other = method().together!.change("acl-0a1b2c3d4e5f60009", [], [], mark);

    expect((await failureOf(other)).message).toContain("nothing was changed");
  });

  it("says that AWS_NETWORK_ACL is not set", async () => {
    const connectors = connectorsFor(stage.vendors.url, { AWS_NETWORK_ACL: "" });

    const error = await failureOf(method(connectors).look(targetOf(attacker), mark));

    expect(error.message).toContain("AWS_NETWORK_ACL is not set");
  });

  it.each([
    ["45.83.64.0/24", "address", /not exactly one/],
    ["evil.example", "domain", /addresses only/],
  ])("asks a human about %s", async (value, of, question) => {
    const observable = { kind: of as "address", value };

    await expect(method().resolve({ kind: "observable", observable })).resolves.toEqual({
      question: expect.stringMatching(question),
    });
  });
});

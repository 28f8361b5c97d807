import { objectName } from "../../connectors/fortigate/address-object";
import type { Connectors } from "../../connectors";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import { type Operation, keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "fortigate";
const attacker = "45.83.64.10";
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const group = "soar-block";
const ours = objectName(attacker);
const exactly = { type: "ipmask", subnet: `${attacker} 255.255.255.255`, comment: mark.text };

const targetOf = (value: string): Target => ({ id: value, label: value, names: [value] });
const target = targetOf(attacker);
const methodOf = (kind: "fortigate-ban" | "fortigate-block", connectors = stage.connectors) =>
  connectors.containments[kind]!;
const ban = (connectors?: Connectors) => methodOf("fortigate-ban", connectors);
const block = (connectors?: Connectors) => methodOf("fortigate-block", connectors);
const scene = (value: object) => stage.vendors.scene(vendor, value);

interface State {
  banned: { ip_address: string; expires: number; created: number; source: string }[];
  addresses: { name: string; subnet: string; comment: string }[];
  groups: { name: string; members: string[] }[];
}
const stateOf = (vendors: RunningSimulators): State => vendors.state(vendor) as State;
const members = (vendors = stage.vendors) =>
  stateOf(vendors).groups.find(({ name }) => name === group)!.members;
const objects = () => stateOf(stage.vendors).addresses.map(({ name }) => name);
const writes = () =>
  stage.vendors.calls(vendor).filter(({ method }) => ["POST", "DELETE"].includes(method));

const isListed = () =>
  scene({ addresses: { [ours]: exactly }, groups: { [group]: ["none", ours] } });

beforeEach(() => {
  const { banned, addresses } = stateOf(stage.vendors);
  const others = addresses.filter(({ name }) => name !== "none");
  scene({
    access: "read-write",
    emptyGroups: false,
    mostMembers: 600,
    token: "fortigate-test-api-token",
    banned: Object.fromEntries(banned.map(({ ip_address: ip }) => [ip, null])),
    addresses: Object.fromEntries(others.map(({ name }) => [name, null])),
    groups: { [group]: ["none"] },
  });
});

const keeps = (name: string, operation: Omit<Operation, "vendor">) =>
  keepsConnectorContract(
    `fortigate.${name}`,
    { vendor, isForbiddenRefusal: true, secret: "fortigate-test-api-token", ...operation },
    stage,
  );
const monitor = "/api/v2/monitor/user/banned";
const cmdb = "/api/v2/cmdb/firewall";

keeps("check()", {
  route: `GET ${cmdb}/addrgrp`,
  isWrite: false,
  call: (connectors) => connectors.providers[vendor]!.check(),
});
keeps("ban.look()", {
  route: `GET ${monitor}`,
  isWrite: false,
  call: (connectors) => ban(connectors).look(target, mark),
});
keeps("ban.act()", {
  route: `POST ${monitor}/add_users`,
  isWrite: true,
  call: (connectors) => ban(connectors).act(target, mark),
  repeat: {
    deliver: deliveredOnce(
      () => ban().act(target, mark),
      async () => (await ban().look(target, mark)).effect === "in-effect",
    ),
    stored: (vendors) =>
      stateOf(vendors).banned.filter(({ ip_address: ip }) => ip === attacker).length,
  },
});
keeps("ban.undo()", {
  route: `POST ${monitor}/clear_users`,
  isWrite: true,
  call: (connectors) => ban(connectors).undo(target, { ban: null }, mark),
});
keeps("block.look(), of the object", {
  route: `GET ${cmdb}/address`,
  isWrite: false,
  isNotFoundAnAnswer: true,
  call: (connectors) => block(connectors).look(target, mark),
});
keeps("block.look(), of the group", {
  route: `GET ${cmdb}/addrgrp`,
  isWrite: false,
  call(connectors) {
    isListed();
    return block(connectors).look(target, mark);
  },
});
for (const [name, call] of [
  ["act()", (connectors = stage.connectors) => block(connectors).act(target, mark)],
  [
    "together.change()",
    (connectors = stage.connectors) =>
      block(connectors).together!.change(group, [target], [], mark),
  ],
] as const) {
  for (const route of ["address", "addrgrp"]) {
    keeps(`block.${name}, POST ${route}`, {
      route: `POST ${cmdb}/${route}`,
      isWrite: true,
      call,
      repeat: {
        deliver: deliveredOnce(
          () => call(),
          async () => (await block().look(target, mark)).effect === "in-effect",
        ),
        stored: (vendors) => members(vendors).filter((one) => one === ours).length,
      },
    });
  }
}
for (const route of ["address", "addrgrp"]) {
  keeps(`block.undo(), DELETE ${route}`, {
    route: `DELETE ${cmdb}/${route}`,
    isWrite: true,
    isNotFoundAnAnswer: true,
    call(connectors) {
      isListed();
      // Of one that is a member all the same the object could not be deleted.
      if (route === "addrgrp") scene({ addresses: { [ours]: null } });
      return block(connectors).undo(target, { object: null }, mark);
    },
  });
}

describe.each(["fortigate-ban", "fortigate-block"] as const)("%s.resolve()", (kind) => {
  const resolve = (value: string, of = "address") =>
    methodOf(kind).resolve({ kind: "observable", observable: { kind: of as "address", value } });

  it("finds exactly one IPv4 address", async () => {
    await expect(resolve(attacker)).resolves.toEqual({ found: target });
  });

  it.each([
    ["2a01:4f8::1", "address", /IPv4 only/],
    ["45.83.64.0/24", "address", /not exactly one/],
    ["evil.example", "domain", /addresses only/],
  ])("asks a human about %s", async (value, of, question) => {
    await expect(resolve(value, of)).resolves.toEqual({
      question: expect.stringMatching(question),
    });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });
});

describe("a ban", () => {
  it("is one address's, and ends by itself", async () => {
    const connectors = connectorsFor(stage.vendors.url, { FORTIGATE_BAN_HOURS: "48" });

    await ban(connectors).act(target, mark);

    expect(writes().map(({ body }) => body)).toEqual([
      { ip_addresses: [attacker], expiry: 172_800 },
    ]);
    const [{ expires, created }] = stateOf(stage.vendors).banned as [State["banned"][0]];
    expect(expires - created).toBe(172_800);
  });

  it("is seen of this address only, with who set it", async () => {
    scene({ banned: { "45.83.64.100": "ips", [attacker]: "dos" } });
    await expect(ban().look(target, mark)).resolves.toEqual({
      state: { ban: { source: "dos", expires: 0 } },
      effect: "in-effect",
    });

    scene({ banned: { [attacker]: null } });
    await expect(ban().look(target, mark)).resolves.toEqual({
      state: { ban: null },
      effect: "none",
    });
  });

  it("is lifted, and nobody else's", async () => {
    scene({ banned: { "45.83.64.100": "ips" } });
    await ban().act(target, mark);

    await ban().undo(target, { ban: null }, mark);

    expect(stateOf(stage.vendors).banned).toEqual([
      expect.objectContaining({ ip_address: "45.83.64.100" }),
    ]);
  });
});

describe("a block", () => {
  it("is an object of its own, with the incident as its comment, in the group", async () => {
    await block().act(target, mark);

    expect(stateOf(stage.vendors).addresses).toContainEqual({ name: ours, ...exactly });
    expect(members()).toEqual(["none", ours]);
    expect(ours).toMatch(/^soar-[0-9a-f]{12}$/);
  });

  it("sends no member but the one that joins or leaves", async () => {
    scene({
      addresses: { theirs: { ...exactly, subnet: "198.51.100.7 255.255.255.255" } },
      groups: { [group]: ["none", "theirs"] },
    });

    await block().act(target, mark);
    await block().undo(target, { object: null }, mark);

    expect(writes().map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", `${cmdb}/address?vdom=root`, { name: ours, ...exactly }],
      ["POST", `${cmdb}/addrgrp/${group}/member?vdom=root`, { name: ours }],
      ["DELETE", `${cmdb}/addrgrp/${group}/member/${ours}?vdom=root`, null],
      ["DELETE", `${cmdb}/address/${ours}?vdom=root`, null],
    ]);
    expect(members()).toEqual(["none", "theirs"]);
    expect(objects()).toEqual(["none", "theirs"]);
  });

  it("sends nothing when all is so already", async () => {
    isListed();

    await block().together!.change(group, [target], [targetOf("45.83.64.99")], mark);

    expect(writes()).toEqual([]);
  });

  it("goes on from an object that is in no group", async () => {
    scene({ addresses: { [ours]: exactly } });
    await expect(block().look(target, mark)).resolves.toEqual({
      state: { object: exactly.subnet },
      effect: "none",
    });

    await block().act(target, mark);
    expect(members()).toEqual(["none", ours]);

    scene({ groups: { [group]: ["none"] } });
    await block().undo(target, { object: null }, mark);
    expect(objects()).toEqual(["none"]);
  });

  it("does not use an object that somebody made something else of", async () => {
    scene({ addresses: { [ours]: { ...exactly, subnet: "45.83.0.0 255.255.0.0" } } });

    const error = await failureOf(block().act(target, mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(writes()).toEqual([]);
    await expect(block().look(target, mark)).resolves.toMatchObject({ effect: "none" });
  });

  it("leaves an object that somebody put into another group, and says so", async () => {
    isListed();
    scene({ groups: { others: [ours] } });

    const error = await failureOf(block().undo(target, { object: null }, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("error -23: object is in use");
    expect(members()).toEqual(["none"]);
    scene({ groups: { others: ["none"] } });
  });

  it("keeps to the group that is set now", async () => {
    const error = await failureOf(block().together!.change("allowed", [target], [], mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("is not in effect by an object of the name that is another address", async () => {
    scene({
      addresses: { [ours]: { ...exactly, subnet: "45.83.64.1 255.255.255.255" } },
      groups: { [group]: ["none", ours] },
    });

    await expect(block().look(target, mark)).resolves.toEqual({
      state: { object: "45.83.64.1 255.255.255.255" },
      effect: "none",
    });
  });
});

describe("the FortiGate", () => {
  it("is asked in its VDOM", async () => {
    const connectors = connectorsFor(stage.vendors.url, { FORTIGATE_VDOM: "edge" });

    await ban(connectors).look(target, mark);

    expect(stage.vendors.calls(vendor)[0]!.path).toBe(`${monitor}?vdom=edge`);
  });

  it("says what the token's profile lacks", async () => {
    scene({ access: "read" });

    const error = await failureOf(ban().act(target, mark));

    expect(error).toMatchObject({ kind: "auth", status: 403, mayHaveHappened: false });
    expect(error.message).toContain("read and write of User & Device");
  });

  it("is checked by its bans and its group", async () => {
    scene({ banned: { "45.83.64.100": "ips" } });

    await expect(stage.connectors.providers[vendor]!.check()).resolves.toBe(
      'token accepted, 1 banned, 1 in the group "soar-block"',
    );
  });

  it.each([
    ["FORTIGATE_URL", "fortigate-ban"],
    ["FORTIGATE_GROUP", "fortigate-block"],
  ] as const)("names the setting that is missing: %s", async (setting, kind) => {
    const connectors = connectorsFor(stage.vendors.url, { [setting]: "" });

    const error = await failureOf(methodOf(kind, connectors).act(target, mark));

    expect(error.message).toContain(`${setting} is not set`);
  });
});

import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "pan-os";
const attacker = "45.83.64.10";
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };

const targetOf = (value: string): Target => ({ id: value, label: value, names: [value] });
const method = (connectors = stage.connectors) => connectors.containments["pan-os-tag"]!;
const scene = (value: object) => stage.vendors.scene(vendor, value);

interface Registration {
  ip: string;
  tags: Record<string, number | null>;
}
const registeredIn = (vendors: RunningSimulators): Registration[] =>
  (vendors.state(vendor) as { registered: Registration[] }).registered;
const tagsOf = (address = attacker) =>
  registeredIn(stage.vendors).find(({ ip }) => ip === address)?.tags ?? {};

beforeEach(() => {
  const clean = registeredIn(stage.vendors).map(({ ip }) => [ip, []]);
  scene({
    rights: ["user-id", "op"],
    refusesWith: 403,
    most: 1_000,
    trouble: null,
    apiKey: "pan-os-test-api-key",
    registered: Object.fromEntries(clean),
  });
});

for (const [name, call] of [
  ["look()", (connectors = stage.connectors) => method(connectors).look(targetOf(attacker), mark)],
  ["check()", (connectors = stage.connectors) => connectors.providers[vendor]!.check()],
] as const) {
  keepsConnectorContract(
    `panOs.${name}`,
    {
      vendor,
      route: "GET /api",
      isWrite: false,
      secret: "pan-os-test-api-key",
      isForbiddenRefusal: true,
      call,
    },
    stage,
  );
}

keepsConnectorContract(
  "panOs.act()",
  {
    vendor,
    route: "POST /api",
    isWrite: true,
    secret: "pan-os-test-api-key",
    isForbiddenRefusal: true,
    call: (connectors) => method(connectors).act(targetOf(attacker), mark),
    repeat: {
      deliver: deliveredOnce(
        () => method().act(targetOf(attacker), mark),
        async () => (await method().look(targetOf(attacker), mark)).effect === "in-effect",
      ),
      stored: (vendors) =>
        registeredIn(vendors).filter(({ ip, tags }) => ip === attacker && "soar-block" in tags)
          .length,
    },
  },
  stage,
);

keepsConnectorContract(
  "panOs.undo()",
  {
    vendor,
    route: "POST /api",
    isWrite: true,
    secret: "pan-os-test-api-key",
    isForbiddenRefusal: true,
    call: (connectors) => method(connectors).undo(targetOf(attacker), { isTagged: false }, mark),
  },
  stage,
);

describe("panOs.resolve()", () => {
  const resolve = (value: string, kind = "address") =>
    method().resolve({ kind: "observable", observable: { kind: kind as "address", value } });

  it.each([attacker, "2a01:4f8::1"])("finds exactly one address: %s", async (address) => {
    await expect(resolve(address)).resolves.toEqual({ found: targetOf(address) });
  });

  it.each([
    ["45.83.64.0/24", "address", /not exactly one/],
    ["2A01:4F8::1", "address", /not exactly one/],
    ["evil.example", "domain", /addresses only/],
  ])("asks a human about %s", async (value, kind, question) => {
    await expect(resolve(value, kind)).resolves.toEqual({
      question: expect.stringMatching(question),
    });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });
});

describe("panOs.act()", () => {
  it("registers one address with one tag, which ends by itself", async () => {
    const connectors = connectorsFor(stage.vendors.url, {
      PAN_OS_TIMEOUT_HOURS: "48",
      PAN_OS_VSYS: "vsys2",
    });

    await method(connectors).act(targetOf(attacker), mark);

    expect(Object.keys(tagsOf())).toEqual(["soar-block"]);
    const left = Number(tagsOf()["soar-block"]) - Date.now();
    expect(left).toBeGreaterThan(47 * 3_600_000);
    expect(left).toBeLessThanOrEqual(48 * 3_600_000);
    const [sent] = stage.vendors.calls(vendor);
    expect(sent!.path).toBe("/api/?type=user-id&vsys=vsys2");
    expect(Object.fromEntries(new URLSearchParams(String(sent!.body)))).toEqual({
      cmd: '<uid-message><version>1.0</version><type>update</type><payload><register><entry ip="45.83.64.10" persistent="1"><tag><member timeout="172800">soar-block</member></tag></entry></register></payload></uid-message>',
    });
  });

  it("takes a tag that is there already for done", async () => {
    await method().act(targetOf(attacker), mark);

    await expect(method().act(targetOf(attacker), mark)).resolves.toBeUndefined();
  });

  it("keeps what others tagged the address with, and takes only its own tag away", async () => {
    scene({ registered: { [attacker]: ["watched"] } });

    await method().act(targetOf(attacker), mark);
    await method().undo(targetOf(attacker), { isTagged: false }, mark);
    await expect(
      method().undo(targetOf(attacker), { isTagged: false }, mark),
    ).resolves.toBeUndefined();

    expect(Object.keys(tagsOf())).toEqual(["watched"]);
  });

  it("says what the firewall says when its table is full", async () => {
    scene({ most: 0 });

    const error = await failureOf(method().act(targetOf(attacker), mark));

    expect(error).toMatchObject({ kind: "permanent", status: 200 });
    expect(error.message).toMatch(/registered ip table is full\)$/);
  });

  it.each([
    [17, "permanent"],
    [16, "auth"],
    [22, "auth"],
    [21, "transient"],
  ])("knows what code %i means", async (trouble, kind) => {
    scene({ trouble });

    const error = await failureOf(method().act(targetOf(attacker), mark));

    expect(error).toMatchObject({ kind });
    expect(error.message).toContain(`code ${trouble}: Trouble of the scene`);
  });
});

describe("panOs.look()", () => {
  const look = (address = attacker) => method().look(targetOf(address), mark);

  it.each([
    [{ [attacker]: ["soar-block", "watched"] }, true, "in-effect"],
    [{ [attacker]: ["soar-blocked"] }, false, "none"],
    [{ "45.83.64.100": ["soar-block"] }, false, "none"],
  ])("of %j: tagged %s, %s", async (registered, isTagged, effect) => {
    scene({ registered });

    await expect(look()).resolves.toEqual({ state: { isTagged }, effect });
  });

  it("does not take another address for it, however the firewall filters", async () => {
    stage.vendors.fault({
      vendor,
      route: "GET /api",
      status: 200,
      headers: { "content-type": "application/xml" },
      body: '<response status="success"><result><entry ip="45.83.64.100"><tag><member>soar-block</member></tag></entry></result></response>',
    });

    await expect(look()).resolves.toMatchObject({ effect: "none" });
  });

  it.each(["<response status='success'><result><entry ip=", "<response><result/></response>"])(
    "does not take %s for an answer",
    async (body) => {
      const headers = { "content-type": "text/xml" };
      stage.vendors.fault({ vendor, route: "GET /api", status: 200, headers, body });

      await expect(failureOf(look())).resolves.toMatchObject({ kind: "permanent" });
    },
  );

  it.each([200, 403] as const)("reads a key anew that is refused with %i", async (refusesWith) => {
    scene({ refusesWith, apiKey: "another-key" });

    const error = await failureOf(look());

    expect(error).toMatchObject({ kind: "auth", status: refusesWith });
    expect(error.message).toContain("User-ID Agent");
    expect(stage.vendors.calls(vendor)).toHaveLength(2);
  });

  it("says of a change that was refused with status 200 that it was not made", async () => {
    scene({ refusesWith: 200, rights: ["op"] });

    const error = await failureOf(method().act(targetOf(attacker), mark));

    expect(error).toMatchObject({ kind: "auth", status: 200, mayHaveHappened: false });
    expect(error.message).toContain("Type [user-id] not authorized for user role.");
  });

  it("names the setting that is missing", async () => {
    const connectors = connectorsFor(stage.vendors.url, { PAN_OS_URL: "" });

    const error = await failureOf(method(connectors).look(targetOf(attacker), mark));

    expect(error.message).toContain("PAN_OS_URL is not set");
  });
});

describe("panOs.check()", () => {
  it("counts them on all pages", async () => {
    const many = Array.from({ length: 501 }, (_, index) => [
      `45.83.${index >> 8}.${index & 255}`,
      ["soar-block"],
    ]);
    scene({ registered: Object.fromEntries(many) });

    await expect(stage.connectors.providers[vendor]!.check()).resolves.toContain("501 addresses");
  });

  it("counts the addresses that have the tag", async () => {
    scene({ registered: { [attacker]: ["soar-block"], "198.51.100.7": ["guests"] } });

    await expect(stage.connectors.providers[vendor]!.check()).resolves.toBe(
      'key accepted, 1 address with the tag "soar-block"',
    );
  });
});

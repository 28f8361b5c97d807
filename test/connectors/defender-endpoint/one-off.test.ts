import type { Connectors } from "../../../connectors";
import type { Mark } from "../../../domain/containing";
import type { Target } from "../../../domain/containment";
import { keepsConnectorContract } from "../../support/connector-contract";
import { failureOf, useStage } from "../stage";
import { host, mark, never, srv01, useFleet, vendor } from "./fleet";

const stage = useStage();
const { scene, state, actions, writes, byHand } = useFleet(stage);
const sha1 = "3395856ce81f2b7382dee72602f798b642f14140";
const device: Target = { id: srv01, label: "srv-01.contoso.example", names: [] };
const file: Target = { ...device, id: `${srv01}/${sha1}`, label: `${sha1} on srv-01` };

const all = [
  ["scan-device", device, "runAntiVirusScan", { ScanType: "Quick" }, "RunAntiVirusScan"],
  ["collect-package", device, "collectInvestigationPackage", {}, "CollectInvestigationPackage"],
  [
    "stop-and-quarantine-file",
    file,
    "StopAndQuarantineFile",
    { Sha1: sha1 },
    "StopAndQuarantineFile",
  ],
] as const;
type Kind = (typeof all)[number][0];
const methodOf = (kind: Kind, { containments }: Connectors = stage.connectors) =>
  containments[kind]!;

for (const [kind, target, path, , type] of all) {
  keepsConnectorContract(
    `defender-endpoint.${kind}.act()`,
    {
      vendor,
      route: `POST /api/machines/{id}/${path}`,
      isWrite: true,
      call: (connectors) => methodOf(kind, connectors).act(target, mark),
      repeat: {
        async deliver() {
          scene(never);
          await methodOf(kind).act(target, mark);
          return { ok: true };
        },
        stored: () => state().actions.filter((one) => one.type === type).length,
      },
    },
    stage,
  );
}

describe.each(all)("%s", (kind, target, path, body, type) => {
  const method = () => methodOf(kind);
  const look = (at: Mark = mark) => method().look(target, at);

  it("is done once, with the mark in its comment", async () => {
    expect(await look()).toEqual({ state: {}, effect: "none" });
    await method().act(target, mark);
    await method().act(target, mark);

    expect(writes()).toMatchObject([
      { path: `/api/machines/${srv01}/${path}`, body: { Comment: mark.text, ...body } },
    ]);
    expect(await look()).toEqual({ state: {}, effect: "in-effect" });
  });

  it("is waited for while the device does not answer", async () => {
    scene({ online: { [srv01]: false } });
    await method().act(target, mark);
    expect(await look()).toMatchObject({ effect: "under-way" });

    scene({ online: { [srv01]: true } });
    expect(await look()).toMatchObject({ effect: "in-effect" });
  });

  it("is done again for what began later", async () => {
    await method().act(target, mark);
    const later = { text: "incident/4712 run/b", since: new Date(Date.now() + 1).toISOString() };

    expect(await look(later)).toEqual({ state: {}, effect: "none" });
    await method().act(target, later);
    expect(writes()).toHaveLength(2);
  });

  it("is our own although the clock of Defender is behind", async () => {
    await method().act(target, mark);
    const ahead = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

    expect(await look({ ...mark, since: ahead(300) })).toMatchObject({ effect: "in-effect" });
    expect(await look({ ...mark, since: ahead(900) })).toMatchObject({ effect: "none" });
  });

  it("goes on with one that is refused as being in progress", async () => {
    scene({ ...never, duplicates: "refuse" });
    await methodOf(kind).act(target, { ...mark, text: "incident/1 run/a" });
    stage.vendors.fault({ vendor, route: "GET /api/machineactions", body: { value: [] } });

    await method().act(target, mark);

    expect(writes().map(({ status }) => status)).toEqual([201, 400]);
    expect(await look()).toMatchObject({ effect: "under-way" });
  });

  it.each([
    ["Failed", /did not come about: Defender for Endpoint could not do it$/],
    ["TimeOut", /did not come about: the device did not answer in time$/],
  ])("says why it did not come about: %s", async (outcome, failed) => {
    scene({ outcome });
    await method().act(target, mark);

    expect(await look()).toEqual({
      state: {},
      effect: "none",
      failed: expect.stringMatching(failed),
    });
    scene({ outcome: "Succeeded" });
    await method().act(target, mark);
    expect(actions()).toContain(`${type} Succeeded`);
    expect(await look()).toEqual({ state: {}, effect: "in-effect" });
  });

  it("cannot be taken back, and says what a human can do", async () => {
    const error = await failureOf(method().undo(target, {}, mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toMatch(/nothing to take back|Action center of the Defender portal/);
    expect(writes()).toEqual([]);
  });

  it("sends nothing for a target that is no machine", async () => {
    const error = await failureOf(method().act({ ...target, id: "../machines" }, mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });
});

describe("stop-and-quarantine-file.resolve()", () => {
  const resolve = (value: string, hostName?: string) =>
    methodOf("stop-and-quarantine-file").resolve({
      kind: "file",
      hash: { kind: "hash", value },
      host: host(hostName),
    });

  it("finds one file on one device, by all names of the device", async () => {
    expect(await resolve(sha1)).toEqual({
      found: {
        id: `${srv01}/${sha1}`,
        label: `${sha1} on srv-01.contoso.example`,
        names: [srv01, "srv-01.contoso.example", "srv-01", "80fe8ff8-2624-418e-9591-41f0491218f9"],
        addresses: ["10.20.0.15", "198.51.100.20"],
        roles: ["web"],
        role: "server",
      },
    });
  });

  it.each(["a".repeat(32), "ab".repeat(32), `${sha1}0`, sha1.toUpperCase(), `${sha1}/`, ""])(
    "asks for the SHA-1 where there is none: %j",
    async (value) => {
      expect(await resolve(value)).toEqual({
        question: expect.stringContaining("what is the file's SHA-1?"),
      });
      expect(stage.vendors.calls(vendor)).toEqual([]);
    },
  );

  it("asks which device it is where two have the name", async () => {
    expect(await resolve(sha1, "pc9")).toEqual({
      question: expect.stringContaining("which device is it?"),
    });
  });

  it("takes no device for a file", async () => {
    expect(
      await methodOf("stop-and-quarantine-file").resolve({ kind: "host", host: host() }),
    ).toHaveProperty("question");
  });
});

describe("stop-and-quarantine-file", () => {
  it("quarantines that file only, and takes no other for it", async () => {
    const method = methodOf("stop-and-quarantine-file");
    await byHand("StopAndQuarantineFile", { Sha1: "0123456789abcdef".repeat(2) + "01234567" });
    expect(await method.look(file, mark)).toMatchObject({ effect: "none" });

    await method.act(file, mark);
    expect(state().machines.find(({ id }) => id === srv01)?.quarantined).toContain(sha1);
  });
});

describe("scan-device", () => {
  it("waits for a scan that somebody else asked for before, and then has one of its own", async () => {
    const method = methodOf("scan-device");
    scene(never);
    await byHand("runAntiVirusScan", { ScanType: "Full" });
    const later = { ...mark, since: new Date(Date.now() + 1).toISOString() };

    expect(await method.look(device, later)).toMatchObject({ effect: "under-way" });
    await method.act(device, later);
    expect(actions()).toEqual(["RunAntiVirusScan Pending"]);
  });

  it("is for Windows only", async () => {
    scene({
      machines: [{ id: srv01, computerDnsName: "srv-01.contoso.example", osPlatform: "macOS" }],
    });

    expect(await methodOf("scan-device").resolve({ kind: "host", host: host() })).toHaveProperty(
      "question",
    );
    expect(
      await methodOf("collect-package").resolve({ kind: "host", host: host() }),
    ).toHaveProperty("found");
  });
});

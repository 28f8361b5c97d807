import type { Connectors } from "../../../connectors";
import type { Observable } from "../../../domain/observable";
import { keepsConnectorContract } from "../../support/connector-contract";
import { failureOf, useStage } from "../stage";
import { type Row, mark, useFleet, vendor } from "./fleet";

const stage = useStage();
const { scene, state, writes } = useFleet(stage);
const sha1 = "3395856ce81f2b7382dee72602f798b642f14140";
const md5 = "44d88612fea8a8f36de82e1278abb02f";
const sha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const attacker = "45.83.64.10";
const observable: Observable = { kind: "address", value: attacker };
const target = { id: attacker, label: attacker, names: [attacker] };
const before = { indicators: [] };

type Kind = "block-indicator-file" | "block-indicator-address" | "block-indicator-domain";
const methodOf = (kind: Kind, { containments }: Connectors = stage.connectors) =>
  containments[kind]!;
const ofAddress = (connectors?: Connectors) => methodOf("block-indicator-address", connectors);
const claimOf = (of: Observable) => ({ kind: "observable" as const, observable: of });
const others = (...rows: object[]) => scene({ indicators: rows });
const theirs = { id: "7", indicatorValue: attacker, indicatorType: "IpAddress" };

type Operation = Parameters<typeof keepsConnectorContract>[1];
const contract = (name: string, operation: Omit<Operation, "vendor">) =>
  keepsConnectorContract(
    `defender-endpoint.block-indicator.${name}`,
    { vendor, ...operation },
    stage,
  );

contract("resolve()", {
  route: "GET /api/indicators",
  isWrite: false,
  call: (connectors) => ofAddress(connectors).resolve(claimOf(observable)),
});
contract("look()", {
  route: "GET /api/indicators",
  isWrite: false,
  call: (connectors) => ofAddress(connectors).look(target, mark),
});
contract("act()", {
  route: "POST /api/indicators",
  isWrite: true,
  call: (connectors) => ofAddress(connectors).act(target, mark),
  repeat: {
    async deliver() {
      await ofAddress().act(target, mark);
      return { ok: true };
    },
    stored: () => state().indicators.length,
  },
});
describe("of a blocked address", () => {
  beforeEach(async () => {
    await ofAddress().act(target, mark);
    stage.vendors.clearCalls();
  });

  contract("undo()", {
    route: "DELETE /api/indicators/{id}",
    isWrite: true,
    isNotFoundAnAnswer: true,
    ignoresAnswer: true,
    call: (connectors) => ofAddress(connectors).undo(target, before, mark),
    repeat: {
      async deliver() {
        await ofAddress().undo(target, before, mark);
        return { ok: true };
      },
      stored: () => -state().indicators.length,
    },
  });
});

describe("a block by an indicator", () => {
  it.each<[Kind, Observable, string]>([
    ["block-indicator-file", { kind: "hash", value: md5 }, "FileMd5"],
    ["block-indicator-file", { kind: "hash", value: sha1 }, "FileSha1"],
    ["block-indicator-file", { kind: "hash", value: sha256 }, "FileSha256"],
    ["block-indicator-address", observable, "IpAddress"],
    ["block-indicator-address", { kind: "address", value: "2a03:2880::1" }, "IpAddress"],
    ["block-indicator-domain", { kind: "domain", value: "bad.example.zz" }, "DomainName"],
    ["block-indicator-domain", { kind: "url", value: "http://bad.zz/it's?a=b%20c" }, "Url"],
  ])("%s of %j is for every device, and is deleted by its id", async (kind, of, type) => {
    const method = methodOf(kind);
    const resolved = await method.resolve(claimOf(of));
    if (!("found" in resolved)) throw new Error(JSON.stringify(resolved));
    const { found } = resolved;
    expect(found).toMatchObject({ label: of.value, names: [of.value] });
    expect(await method.look(found, mark)).toEqual({ state: before, effect: "none" });

    await method.act(found, mark);
    await method.act(found, mark);

    expect(state().indicators).toMatchObject([
      {
        indicatorValue: of.value,
        indicatorType: type,
        action: "Block",
        application: expect.stringMatching(/^soar-[0-9a-f]{12}$/),
        description: mark.text,
        rbacGroupNames: [],
        expirationTime: null,
        generateAlert: false,
      },
    ]);
    expect(await method.look(found, mark)).toMatchObject({ effect: "in-effect" });
    const [{ id }] = state().indicators as [Row];
    await method.undo(found, before, { ...mark, text: "incident/4711 run/later" });

    expect(state().indicators).toEqual([]);
    expect(writes().map(({ method: verb, path }) => `${verb} ${path}`)).toEqual([
      "POST /api/indicators",
      `DELETE /api/indicators/${id}`,
    ]);
    expect(await method.look(found, mark)).toEqual({ state: before, effect: "none" });
  });

  it("is not sent where somebody else blocks it everywhere already, and then not undone", async () => {
    others({ ...theirs, action: "BlockAndRemediate" });
    const { state: found, effect } = await ofAddress().look(target, mark);
    expect(effect).toBe("in-effect");

    await ofAddress().act(target, mark);
    await ofAddress().undo(target, found, mark);

    expect(writes()).toEqual([]);
  });

  it.each([
    ["allows it", { action: "Allowed" }, "7: Allowed"],
    ["only warns", { action: "Warn" }, "7: Warn"],
    ["blocks it for some", { rbacGroupNames: ["VIP"] }, "7: Block for VIP only"],
  ])("is a question where somebody else %s, and nothing is overwritten", async (_, more, how) => {
    others({ ...theirs, ...more });
    const { indicators } = state();

    expect(await ofAddress().resolve(claimOf(observable))).toEqual({
      question: expect.stringContaining(how),
    });
    expect(await ofAddress().look(target, mark)).toMatchObject({ effect: "none" });
    expect(await failureOf(ofAddress().act(target, mark))).toMatchObject({
      kind: "permanent",
      mayHaveHappened: false,
    });
    expect(state().indicators).toEqual(indicators);
    expect(writes()).toEqual([]);
  });

  it("sees what somebody wrote in capitals", async () => {
    others({ ...theirs, indicatorValue: sha1.toUpperCase(), indicatorType: "FileSha1" });
    const file = { id: sha1, label: sha1, names: [sha1] };

    expect(await methodOf("block-indicator-file").look(file, mark)).toMatchObject({
      effect: "in-effect",
    });
  });

  it.each([
    ["another value", { indicatorValue: "45.83.64.1" }],
    ["another type", { indicatorType: "Url" }],
  ])("has nothing to do with an indicator of %s", async (_, more) => {
    const value = [{ ...theirs, action: "Block", ...more }];
    stage.vendors.fault({ vendor, route: "GET", body: { value } });

    expect(await ofAddress().look(target, mark)).toEqual({ state: before, effect: "none" });
  });

  it("is in effect no more when its time is over", async () => {
    const value = [{ ...theirs, action: "Block", expirationTime: "2020-12-12T00:00:00Z" }];
    stage.vendors.fault({ vendor, route: "GET", body: { value } });

    expect(await ofAddress().look(target, mark)).toMatchObject({ effect: "none" });
  });

  it("says it when it replaced what somebody else made at the same moment", async () => {
    others({ ...theirs, action: "Allowed", application: "proxy" });
    stage.vendors.fault({ vendor, route: "GET", body: { value: [] } });

    const error = await failureOf(ofAddress().act(target, mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: true });
    expect(error.message).toContain("Somebody else's indicator 7");
    const undone = await failureOf(ofAddress().undo(target, before, mark));
    expect(undone).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(state().indicators).toHaveLength(1);
  });

  it("is not deleted when somebody made it theirs", async () => {
    await ofAddress().act(target, mark);
    const [row] = state().indicators as [Row];
    others({ ...row, description: "We want this for good" });

    const error = await failureOf(ofAddress().undo(target, before, mark));

    expect(error.message).toContain("is not the one that the app made");
    expect(state().indicators).toHaveLength(1);
  });

  it("has nothing to undo when somebody deleted it", async () => {
    await ofAddress().act(target, mark);
    others();

    await ofAddress().undo(target, before, mark);

    expect(writes()).toHaveLength(1);
  });

  it("that is refused says why, in the vendor's words", async () => {
    scene({ maxIndicators: 0 });

    const error = await failureOf(ofAddress().act(target, mark));

    expect(error).toMatchObject({ kind: "permanent", status: 400, mayHaveHappened: false });
    expect(error.message).toContain("The maximum of 0 active indicators is reached");
  });

  it("says that the tenant has all that it may have", async () => {
    const rows = Array.from({ length: 15_000 }, (_, at) => ({ id: String(at), title: `${at}` }));
    others(...rows);

    const error = await failureOf(ofAddress().act(target, mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("has 15000 indicators");
  });

  it.each<[Kind, Observable]>([
    ["block-indicator-file", observable],
    ["block-indicator-address", { kind: "hash", value: sha1 }],
    ["block-indicator-domain", observable],
  ])("%s takes nothing of another kind: %j", async (kind, of) => {
    expect(await methodOf(kind).resolve(claimOf(of))).toHaveProperty("question");
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("names the permission that is missing", async () => {
    stage.vendors.fault({ vendor, route: "POST", status: 403 });

    expect((await failureOf(ofAddress().act(target, mark))).message).toContain(
      "permission Ti.ReadWrite.All of",
    );
  });
});

describe("defender-endpoint.check()", () => {
  it("says that indicators cannot be read, and what is missing", async () => {
    stage.vendors.fault({ vendor, route: "GET /api/indicators", status: 403 });

    await expect(stage.connectors["defender-endpoint"].check()).resolves.toContain(
      "but no indicators: that needs Ti.ReadWrite.All",
    );
  });

  it("says what works", async () => {
    await expect(stage.connectors["defender-endpoint"].check()).resolves.toContain(
      "devices can be read, and indicators",
    );
  });
});

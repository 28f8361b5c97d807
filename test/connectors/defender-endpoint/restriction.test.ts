import type { Target } from "../../../domain/containment";
import type { Connectors } from "../../../connectors";
import { keepsConnectorContract } from "../../support/connector-contract";
import { failureOf, useStage } from "../stage";
import { host, mark, never, srv01, useFleet, vendor } from "./fleet";

const stage = useStage();
const { scene, state, actions, writes, byHand } = useFleet(stage);
const target: Target = { id: srv01, label: "srv-01.contoso.example", names: [] };
const before = { restricted: false };

const methodOf = ({ containments }: Connectors) => containments["restrict-code-execution"]!;
const method = () => methodOf(stage.connectors);
const stored = (type: string) => () => state().actions.filter((one) => one.type === type).length;

keepsConnectorContract(
  "defender-endpoint.restrict-code-execution.act()",
  {
    vendor,
    route: "POST /api/machines/{id}/restrictCodeExecution",
    isWrite: true,
    call: (connectors) => methodOf(connectors).act(target, mark),
    repeat: {
      async deliver() {
        scene(never);
        await method().act(target, mark);
        return { ok: true };
      },
      stored: stored("RestrictCodeExecution"),
    },
  },
  stage,
);

describe("on a restricted device", () => {
  beforeEach(async () => {
    await method().act(target, mark);
    stage.vendors.clearCalls();
  });

  keepsConnectorContract(
    "defender-endpoint.restrict-code-execution.undo()",
    {
      vendor,
      route: "POST /api/machines/{id}/unrestrictCodeExecution",
      isWrite: true,
      call: (connectors) => methodOf(connectors).undo(target, before, mark),
      repeat: {
        async deliver() {
          scene(never);
          await method().undo(target, before, mark);
          return { ok: true };
        },
        stored: stored("UnrestrictCodeExecution"),
      },
    },
    stage,
  );
});

describe("restrict-code-execution", () => {
  it("restricts exactly one device, with the mark in its comment, and ends that", async () => {
    const { machines } = state();
    await method().act(target, mark);

    expect(writes()).toMatchObject([
      { path: `/api/machines/${srv01}/restrictCodeExecution`, body: { Comment: mark.text } },
    ]);
    expect(
      state()
        .machines.filter(({ isRestricted }) => isRestricted)
        .map(({ id }) => id),
    ).toEqual([srv01]);
    expect(await method().look(target, mark)).toEqual({
      state: { restricted: true },
      effect: "in-effect",
    });

    await method().undo(target, before, mark);
    expect(state().machines).toEqual(machines);
    expect(await method().look(target, mark)).toEqual({ state: before, effect: "none" });
  });

  it("has nothing to do with whether the device is isolated", async () => {
    await stage.connectors.containments["isolate-device"]!.act(target, mark);

    expect(await method().look(target, mark)).toEqual({ state: before, effect: "none" });
  });

  it("goes on with one that is refused as being in progress", async () => {
    scene({ ...never, duplicates: "refuse" });
    await byHand("restrictCodeExecution");
    stage.vendors.fault({ vendor, route: "GET /api/machineactions", body: { value: [] } });

    await method().act(target, mark);

    expect(writes().at(-1)).toMatchObject({ status: 400 });
    expect(await method().look(target, mark)).toMatchObject({ effect: "under-way" });
  });

  it("comes again where another is in progress that nobody can see yet", async () => {
    const error = { code: "ActiveRequestAlreadyExists", message: "One is there" };
    stage.vendors.fault({ vendor, route: "POST", status: 400, body: { error } });

    expect(await failureOf(method().act(target, mark))).toMatchObject({ kind: "transient" });
  });

  it("cancels one that still waits for its device", async () => {
    scene({ online: { [srv01]: false } });
    await method().act(target, mark);
    await method().undo(target, before, mark);

    expect(actions()).toEqual(["RestrictCodeExecution Cancelled"]);
  });

  it.each([
    ["Failed", "the restriction did not come about: Defender for Endpoint could not do it"],
    ["TimeOut", "the restriction did not come about: the device did not answer in time"],
  ])("says why it did not come about: %s", async (outcome, failed) => {
    scene({ outcome });
    await method().act(target, mark);

    expect(await method().look(target, mark)).toEqual({ state: before, effect: "none", failed });
  });

  it("leaves a device that somebody else restricted as well, and says so", async () => {
    await method().act(target, mark);
    await byHand("restrictCodeExecution");

    const error = await failureOf(method().undo(target, before, mark));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("somebody else restricted it as well");
    expect(actions()).not.toContain("UnrestrictCodeExecution Succeeded");
  });

  it("leaves a device restricted that was so before", async () => {
    await byHand("restrictCodeExecution");
    await method().undo(target, { restricted: true }, mark);

    expect(actions()).toEqual(["RestrictCodeExecution Succeeded"]);
  });

  it("is for Windows only", async () => {
    scene({
      machines: [{ id: srv01, computerDnsName: "srv-01.contoso.example", osPlatform: "Ubuntu" }],
    });

    expect(await method().resolve({ kind: "host", host: host() })).toEqual({
      question:
        "srv-01.contoso.example runs Ubuntu, and only Windows can be restricted so: what now?",
    });
    const failed = await failureOf(method().act(target, mark));
    expect(failed.message).toContain("OsPlatformNotSupported");
  });

  it("names the permission that is missing", async () => {
    stage.vendors.fault({ vendor, route: "POST", status: 403 });

    expect((await failureOf(method().act(target, mark))).message).toContain(
      "permission Machine.RestrictExecution of",
    );
  });
});

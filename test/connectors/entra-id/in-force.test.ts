import { type VendorActivities, createActivities } from "../../../activities";
import { readPolicy } from "../../../config/policy";
import type { Containment } from "../../../domain/containment";
import type { ContainmentKind } from "../../../domain/containment-kind";
import type { Ledger } from "../../../ledger/ledger";
import { memoryLedger } from "../../../ledger/memory";
import { useStage, workspace } from "../stage";
import { ids, type ShownUser, targetOf } from "./directory";

const stage = useStage();
const graph = "microsoft-graph";
const ref = { ...workspace, name: "33333333-3333-3333-3333-333333333333" };
const user = (more: object = {}) => ({
  id: ids.alex,
  userPrincipalName: "alex@contoso.example",
  signInSessionsValidFromDateTime: "2025-01-01T00:00:00Z",
  ...more,
});
const shown = () => (stage.vendors.state(graph) as { users: ShownUser[] }).users[0]!;
const writes = () => stage.vendors.calls(graph).filter(({ method }) => method !== "GET").length;

let ledger: Ledger;
let activities: VendorActivities;
const restart = (): void => {
  activities = createActivities({
    connectors: stage.connectors,
    ledger,
    policy: readPolicy("policy.json"),
    budgets: {},
    scopes: {},
    now: () => new Date(),
  });
};

beforeEach(() => {
  stage.vendors.scene(graph, { users: [user()], riskRequestsPerSecond: 100_000 });
  ledger = memoryLedger();
  restart();
});

const stepOf = (key: string) => ({ key, runId: "run-1", at: new Date().toISOString() });

/** As planned, agreed on and written down; not sent yet. */
async function planned(kind: ContainmentKind): Promise<string> {
  const id = `${kind}:${ids.alex}`;
  const at = Date.now();
  const hold = {
    ref,
    incidentNumber: 4711,
    runId: "run-1",
    reason: "r",
    addedAt: new Date(at).toISOString(),
    expiresAt: new Date(at + 3_600_000).toISOString(),
  };
  const containment: Containment = {
    id,
    kind,
    target: targetOf(ids.alex),
    state: "acting",
    round: 1,
    incident: ref,
    holds: [hold],
  };
  await ledger.reviseContainment(id, () => containment);
  return id;
}
const bringAbout = (id: string) =>
  activities.checkContainment({ step: stepOf("incident/4711/contain"), id });
const release = (id: string) =>
  activities.endContainment({ step: stepOf("incident/4711/release"), id, ref });

describe("a disabled account", () => {
  it("is in force, then restored byte for byte", async () => {
    const before = JSON.stringify(shown());
    const id = await planned("disable-account");

    expect(await bringAbout(id)).toMatchObject({
      ok: true,
      value: { state: "in-force", wasAlready: false },
    });
    expect(shown().accountEnabled).toBe(false);
    expect(await release(id)).toMatchObject({ ok: true, value: { state: "ended" } });

    expect(JSON.stringify(shown())).toBe(before);
  });

  it.each([
    ["before it was sent", { kind: "reset" as const }, 2],
    ["after it was done", { kind: "reset" as const, afterEffect: true }, 1],
  ])("is disabled once when the process died %s", async (_title, fault, sent) => {
    const id = await planned("disable-account");
    stage.vendors.fault({ vendor: graph, route: "PATCH /v1.0/users/{user}", ...fault });

    const first = await bringAbout(id).catch((error: Error) => error);
    restart();
    const second = await bringAbout(id);

    expect(first).not.toMatchObject({ ok: true });
    expect(second).toMatchObject({ ok: true, value: { state: "in-force" } });
    expect(writes()).toBe(sent);
    expect(await release(id)).toMatchObject({ value: { state: "ended" } });
    expect(shown().accountEnabled).toBe(true);
  });

  it("that was disabled before stays so: nothing is sent, and nothing is taken back", async () => {
    stage.vendors.scene(graph, { users: [user({ accountEnabled: false })] });
    const id = await planned("disable-account");

    expect(await bringAbout(id)).toMatchObject({ value: { wasAlready: true } });
    expect(await release(id)).toMatchObject({ value: { state: "ended" } });

    expect(shown().accountEnabled).toBe(false);
    expect(writes()).toBe(0);
  });

  it("that somebody enabled in between is not touched again", async () => {
    const id = await planned("disable-account");
    await bringAbout(id);
    stage.vendors.scene(graph, { users: [user({ accountEnabled: true })] });
    stage.vendors.clearCalls();

    expect(await release(id)).toMatchObject({ value: { state: "ended" } });
    expect(writes()).toBe(0);
  });
});

describe("revoked sessions", () => {
  it("are revoked once, and there is nothing to take back", async () => {
    const id = await planned("revoke-sessions");

    expect(await bringAbout(id)).toMatchObject({ value: { state: "in-force" } });
    expect(await bringAbout(id)).toMatchObject({ value: { state: "in-force" } });
    expect(await release(id)).toMatchObject({ value: { state: "ended" } });

    expect(writes()).toBe(1);
  });
});

describe("a confirmed compromise", () => {
  it("is dismissed when it ends", async () => {
    const id = await planned("confirm-compromised");

    expect(await bringAbout(id)).toMatchObject({ value: { state: "in-force" } });
    expect(await release(id)).toMatchObject({ value: { state: "ended" } });

    expect(shown().risk?.riskState).toBe("dismissed");
  });

  it("is left, and a human is told, where there was a risk before", async () => {
    const risk = {
      riskLevel: "high",
      riskState: "atRisk",
      riskDetail: "none",
      riskLastUpdatedDateTime: "2026-01-01T00:00:00Z",
    };
    stage.vendors.scene(graph, { users: [user({ risk })] });
    const id = await planned("confirm-compromised");
    await bringAbout(id);

    expect(await release(id)).toMatchObject({
      value: { state: "left", detail: expect.stringContaining("was at risk before") },
    });
    expect(shown().risk?.riskState).toBe("confirmedCompromised");
  });
});

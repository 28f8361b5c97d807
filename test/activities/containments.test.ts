import type { ObservableKind } from "../../domain/observable";
import { success } from "../../domain/outcome";
import { memoryLedger } from "../../ledger/memory";
import { activitiesWith } from "./fakes";
import { policy, step } from "./samples";

const attacker = "45.155.205.233";
const noon = "2026-03-01T12:00:00.000Z";

const input = (value = attacker, kind: ObservableKind = "address") => ({
  step,
  block: {
    observable: { kind, value },
    reason: "9 of 93 engines say malicious",
    lifetimeHours: 24,
  },
  incidentName: "incident-1",
});

const containment = {
  id: `block:address:${attacker}`,
  observable: { kind: "address", value: attacker },
  reason: "9 of 93 engines say malicious",
  runId: "run-1",
  incidentName: "incident-1",
  addedAt: "2026-03-01T10:00:00.000Z",
  expiresAt: "2026-03-02T10:00:00.000Z",
};

describe("blockAddress()", () => {
  it("puts the address in force for as long as planned", async () => {
    const { activities, ledger } = activitiesWith({});

    expect(await activities.blockAddress(input())).toEqual(success(containment));

    expect(await ledger.containmentsInForce("address", noon)).toEqual([containment]);
  });

  it("adds nothing when it is repeated, whatever time it is by then", async () => {
    let now = "2026-03-01T10:00:01.000Z";
    const { activities, ledger } = activitiesWith({}, { now: () => new Date(now) });
    await activities.blockAddress(input());

    now = "2026-03-01T11:00:00.000Z";
    const repeat = await activities.blockAddress(input());

    expect(repeat).toEqual(success(containment));
    expect(await ledger.containmentsInForce("address", noon)).toEqual([containment]);
  });

  it("answers an earlier block of the same address that lasts longer", async () => {
    const { activities, ledger } = activitiesWith({});
    const earlier = { ...containment, runId: "run-0", expiresAt: "2026-04-01T10:00:00.000Z" };
    await ledger.contain({ ...earlier, observable: { kind: "address", value: attacker } });

    expect(await activities.blockAddress(input())).toEqual(success(earlier));
  });

  it.each([
    ["a private address", "10.1.2.3", /RFC ?1918|private/i],
    ["the loopback address", "127.0.0.1", /loopback/i],
    ["Azure's own address", "168.63.129.16", /Azure/i],
    ["an address of ours", "198.51.99.7", /ours: 198\.51\.99\.0\/24/],
    ["a protected address", "1.1.1.1", /protects: 1\.1\.1\.1\/32/],
    ["a network", "45.155.205.0/24", /network/],
    ["everything", "0.0.0.0/0", /network/],
    ["what is no address", "evil.example", /not exactly one valid address/],
  ])("refuses %s, names the rule, and blocks nothing", async (_name, value, rule) => {
    const { activities, ledger } = activitiesWith({});

    const outcome = await activities.blockAddress(input(value));

    expect(outcome).toEqual({
      ok: false,
      failure: { kind: "permanent", vendor: "activity", message: expect.stringMatching(rule) },
    });
    expect(await ledger.containmentsInForce("address", noon)).toEqual([]);
  });

  it("refuses what is not an address", async () => {
    const { activities, ledger } = activitiesWith({});

    const outcome = await activities.blockAddress(input("evil.example", "domain"));

    expect(outcome).toMatchObject({ ok: false, failure: { kind: "permanent" } });
    expect(await ledger.containmentsInForce("domain", noon)).toEqual([]);
  });

  it("refuses what became protected after the plan was made", async () => {
    const today = { ...policy, protected: { networks: [`${attacker}/32`] } };
    const { activities, ledger } = activitiesWith({}, { policy: today });

    const outcome = await activities.blockAddress(input());

    expect(outcome).toMatchObject({ ok: false, failure: { kind: "permanent" } });
    expect(await ledger.containmentsInForce("address", noon)).toEqual([]);
  });

  it("verifies at the clock of the step when this machine's is behind", async () => {
    const { activities } = activitiesWith({}, { now: () => new Date("2026-03-01T09:59:58.000Z") });

    expect(await activities.blockAddress(input())).toEqual(success(containment));
  });

  it("does not say that it is blocked when it is not", async () => {
    const ledger = { ...memoryLedger(), contain: async () => undefined };
    const { activities } = activitiesWith({}, { ledger });

    expect(await activities.blockAddress(input())).toEqual({
      ok: false,
      failure: {
        kind: "permanent",
        vendor: "activity",
        message: `activity: Block of ${attacker} is not in force after it was written`,
      },
    });
  });

  it("does not say that it is blocked when its time was over before it came", async () => {
    const { activities } = activitiesWith({}, { now: () => new Date("2026-03-09T10:00:00.000Z") });

    expect(await activities.blockAddress(input())).toMatchObject({ ok: false });
  });

  it("throws when the ledger cannot be written, so that it is retried", async () => {
    const ledger = {
      ...memoryLedger(),
      contain: () => Promise.reject(new Error("Cannot write to the SQLite ledger: disk full")),
    };
    const { activities } = activitiesWith({}, { ledger });

    await expect(activities.blockAddress(input())).rejects.toThrow("disk full");
  });
});

import * as fc from "fast-check";
import { type VendorActivities, createActivities } from "../../activities";
import { readPolicy } from "../../config/policy";
import type { Containment } from "../../domain/containment";
import type { IncidentRef } from "../../domain/incident";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { azureNetwork } from "../../simulators/azure-network";
import { publishedGroup } from "../../simulators/azure-network/group";
import { managedIdentity } from "../../simulators/managed-identity";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { connectorsFor, workspace } from "../connectors/stage";

let vendors: RunningSimulators;
let ledger: Ledger;
let clock = Date.now();

beforeAll(async () => {
  vendors = await startSimulators({ only: [azureNetwork, managedIdentity], now: () => clock });
  vendors.scene("managed-identity", { tokenLifetimeSeconds: 365 * 86_400 });
  process.env.IDENTITY_ENDPOINT = `${vendors.url}/managed-identity/token`;
  process.env.IDENTITY_HEADER = "simulated-identity-header";
});
afterAll(() => vendors.close());
beforeEach(() => {
  ledger = memoryLedger();
  vendors.clearCalls();
  vendors.clearFaults();
  vendors.scene("azure-network", {
    updateSeconds: 120,
    updatesFail: false,
    ipGroups: [publishedGroup],
  });
});

const policy = readPolicy("policy.json");
/** VendorActivities of one machine; all machines share the ledger. */
const machine = (over: Ledger = ledger): VendorActivities =>
  createActivities({
    connectors: connectorsFor(vendors.url),
    ledger: over,
    policy,
    budgets: {},
    scopes: {},
    now: () => new Date(clock),
  });

const addresses = [1, 2, 3, 4, 5].map((last) => `45.83.64.${last}`);
const [first, second] = addresses as [string, string];
const idOf = (address: string) => `firewall-block:${address}`;
const refOf = (incident: number): IncidentRef => ({
  ...workspace,
  name: `00000000-0000-4000-8000-00000000000${incident}`,
});
const stepOf = (incident: number, what: string) => ({
  key: `incident-${incident}/${what}`,
  runId: `respond-${incident}`,
  at: new Date(clock).toISOString(),
});

const contain = (on: VendorActivities, incident: number, address: string, at = clock) =>
  on.contain({
    step: { ...stepOf(incident, `contain ${address}`), at: new Date(at).toISOString() },
    item: {
      id: idOf(address),
      kind: "firewall-block",
      target: { id: address, label: address, names: [address] },
      reason: "malicious",
      lifetimeHours: 24,
      blastRadius: [],
      quorum: 0,
    },
    hold: {
      ref: refOf(incident),
      incidentNumber: incident,
      runId: `respond-${incident}`,
      reason: "malicious",
      addedAt: new Date(at).toISOString(),
      expiresAt: new Date(at + 86_400_000).toISOString(),
    },
  });
const check = (on: VendorActivities, incident: number, address: string) =>
  on.checkContainment({ step: stepOf(incident, `contain ${address}`), id: idOf(address) });
const release = (on: VendorActivities, incident: number, address: string) =>
  on.endContainment({
    step: stepOf(incident, `release ${address}`),
    id: idOf(address),
    ref: refOf(incident),
  });

type Outcome = { ok: boolean; value?: { state: string } };
/** As a flow does: comes back, a while later, until the provider is done or it has failed for good. */
async function until(states: string, work: () => Promise<unknown>): Promise<Outcome> {
  let last: unknown;
  for (let tries = 0; tries < 12; tries++) {
    last = await work().catch((error: Error) => error.message);
    if (states.split(" or ").includes((last as Outcome).value?.state ?? "")) return last as Outcome;
    clock += 61_000;
  }
  throw new Error(`Not ${states}: ${JSON.stringify(last)}`);
}
const bringAbout = async (on: VendorActivities, incident: number, address: string) => {
  const at = clock;
  const begun = await until("pending", () => contain(on, incident, address, at)).catch(() => null);
  return begun && until("in-force", () => check(on, incident, address));
};

const group = () =>
  (vendors.state("azure-network") as { ipGroups: { properties: { ipAddresses: string[] } }[] })
    .ipGroups[0]!;
const entries = () => group().properties.ipAddresses;
const withoutEtag = (value: object) => JSON.stringify({ ...value, etag: undefined });
const puts = () => vendors.calls("azure-network").filter(({ method }) => method === "PUT");
const states = async (): Promise<Containment["state"][]> =>
  Promise.all(addresses.map(async (one) => (await ledger.containment(idOf(one)))!.state));

describe("containing in an object that many share", () => {
  it("adds what five incidents want at once in few writes, and loses none", async () => {
    const on = addresses.map(() => machine());

    await Promise.all(
      addresses.map((address, i) => contain(on[i]!, i + 1, address).catch(() => 0)),
    );
    for (const [i, address] of addresses.entries()) {
      await until("in-force", () =>
        ledger
          .containment(idOf(address))
          .then((found) =>
            found ? check(on[i]!, i + 1, address) : contain(on[i]!, i + 1, address),
          ),
      );
    }

    expect(entries()).toEqual(
      expect.arrayContaining([...publishedGroup.ipAddresses, ...addresses]),
    );
    expect(entries()).toHaveLength(6);
    expect(puts().length).toBeLessThanOrEqual(2);
    expect(await states()).toEqual(Array(5).fill("in-force"));
  });

  it("takes one back while another joins, and keeps what somebody else adds in between", async () => {
    const [one, other] = [machine(), machine()];
    await bringAbout(one, 1, first);
    vendors.scene("azure-network", {
      ipGroups: [{ ...publishedGroup, ipAddresses: [...entries(), "198.51.100.0/24"] }],
    });

    await Promise.all([
      release(one, 1, first).catch(() => 0),
      contain(other, 2, second).catch(() => 0),
    ]);
    await until("in-force", () => contain(other, 2, second));
    await until("ended", () => release(one, 1, first));

    expect(entries()).toEqual(["192.0.2.1", "198.51.100.0/24", second]);
  });

  it.each(["before the answer was written down", "with the answer lost"])(
    "has one effect when it is killed between the write and the record: %s",
    async (how) => {
      if (how === "with the answer lost") {
        vendors.fault({
          vendor: "azure-network",
          route: "PUT /subscriptions",
          kind: "reset",
          afterEffect: true,
        });
      }
      const at = clock;
      const killed: Ledger = {
        ...ledger,
        done: () => Promise.reject(new Error("killed")),
      };
      await expect(contain(machine(killed), 1, first, at)).rejects.toThrow(/killed|no answer/);
      expect(entries()).toEqual(["192.0.2.1", first]);

      await expect(contain(machine(), 1, first, at)).resolves.toMatchObject({
        ok: true,
        value: { state: "pending" },
      });
      await until("in-force", () => check(machine(), 1, first));

      expect(puts()).toHaveLength(1);
      await expect(ledger.containment(idOf(first))).resolves.toMatchObject({
        before: { listed: false },
        after: { listed: true },
      });
    },
  );

  it("restores the group byte for byte", async () => {
    const before = withoutEtag(group());
    const on = machine();
    await bringAbout(on, 1, first);
    await bringAbout(on, 2, second);
    expect(withoutEtag(group())).not.toBe(before);

    await until("ended", () => release(on, 1, first));
    expect(entries()).toEqual(["192.0.2.1", second]);
    await until("ended", () => release(on, 2, second));

    expect(withoutEtag(group())).toBe(before);
  });

  it.each([[first], ["45.83.64.0/31"]])(
    "neither sends nor takes back what %s blocked before it came",
    async (entry) => {
      vendors.scene("azure-network", { ipGroups: [{ ...publishedGroup, ipAddresses: [entry] }] });
      const on = machine();

      await expect(contain(on, 1, first)).resolves.toMatchObject({
        value: { state: "in-force", wasAlready: true },
      });
      // Another write in between must not take the one for something of ours.
      await bringAbout(on, 2, second);
      await expect(release(on, 1, first)).resolves.toMatchObject({ value: { state: "ended" } });

      expect(entries()).toEqual([entry, second]);
    },
  );

  it("keeps an address for the incident that still holds it", async () => {
    const on = machine();
    await bringAbout(on, 1, first);
    await until("in-force", () => contain(on, 2, first));

    await expect(release(on, 1, first)).resolves.toMatchObject({ value: { state: "held" } });
    expect(entries()).toContain(first);
    await until("ended", () => release(on, 2, first));

    expect(entries()).toEqual(["192.0.2.1"]);
  });

  it("adds it anew when it is wanted again while it is being taken back", async () => {
    const on = machine();
    await bringAbout(on, 1, first);
    await expect(release(on, 1, first)).resolves.toMatchObject({ value: { state: "pending" } });

    await expect(contain(on, 2, first)).resolves.toMatchObject({ value: { state: "pending" } });
    await until("in-force", () => check(on, 2, first));

    expect(entries()).toEqual(["192.0.2.1", first]);
  });

  it("says that an update failed, and takes out what was stored all the same", async () => {
    const on = machine();
    vendors.scene("azure-network", { updatesFail: true });
    await until("pending", () => contain(on, 1, first));
    expect(entries()).toContain(first);
    vendors.scene("azure-network", { updatesFail: false });
    clock += 121_000;

    await expect(check(on, 1, first)).resolves.toMatchObject({
      ok: false,
      failure: { kind: "permanent", message: expect.stringContaining("could not update") },
    });

    expect(entries()).toEqual(["192.0.2.1"]);
  });

  it("does not take a write that was refused for one that was made", async () => {
    const on = machine();
    vendors.fault({ vendor: "azure-network", route: "PUT /subscriptions", status: 409 });
    await contain(on, 1, first).catch(() => 0);

    const found = await ledger.containment(idOf(first));

    expect(found).toMatchObject({ state: "acting", before: { listed: false } });
    expect(found?.actedAt).toBeUndefined();
    await expect(release(on, 1, first)).resolves.toMatchObject({ value: { state: "ended" } });
    expect(entries()).toEqual(["192.0.2.1"]);
  });

  it("takes out what was let go of while another machine was about to add it", async () => {
    vendors.fault({ vendor: "azure-network", route: "PUT /subscriptions", status: 409 });
    await contain(machine(), 1, first).catch(() => 0);
    let attempt: Promise<unknown> | undefined;
    const between: Ledger = {
      ...ledger,
      async reviseContainment(id, change) {
        const next = await ledger.reviseContainment(id, change);
        // The other has told the ledger, and has not sent yet.
        if (id === idOf(first) && next?.actedAt) {
          await (attempt ??= release(machine(), 1, first).catch((error: Error) => error.message));
        }
        return next;
      },
    };

    await contain(machine(between), 2, second);
    expect(JSON.stringify(await attempt)).toContain("another execution is at");
    await until("ended", () => release(machine(), 1, first));
    await until("in-force", () => check(machine(), 2, second));

    expect(entries()).toEqual(["192.0.2.1", second]);
  });

  it("ends, whatever incidents want at once and whatever fails, with what they hold", async () => {
    const pair = fc.record({
      incident: fc.integer({ min: 1, max: 3 }),
      address: fc.constantFrom(...addresses.slice(0, 3)),
      isWanted: fc.boolean(),
    });
    const fault = fc.constantFrom(
      { kind: "reset", afterEffect: true } as const,
      { kind: "reset" } as const,
      { status: 409, body: { error: { code: "AnotherOperationInProgress", message: "Busy" } } },
      { status: 503 },
      undefined,
    );
    const round = fc.record({
      wishes: fc.uniqueArray(pair, {
        minLength: 1,
        maxLength: 4,
        selector: ({ incident, address }) => `${incident} ${address}`,
      }),
      fault,
      seconds: fc.constantFrom(0, 30, 200),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 5 }), async (rounds) => {
        ledger = memoryLedger();
        vendors.clearFaults();
        vendors.scene("azure-network", { ipGroups: [publishedGroup] });
        const before = withoutEtag(group());
        const held = new Map<string, { incident: number; address: string }>();

        for (const { wishes, fault: failing, seconds } of rounds) {
          if (failing) {
            vendors.fault({ vendor: "azure-network", route: "PUT /subscriptions", ...failing });
          }
          await Promise.all(
            wishes.map(({ incident, address, isWanted }) => {
              const work = isWanted ? contain : release;
              return work(machine(), incident, address).catch(() => 0);
            }),
          );
          vendors.clearFaults();
          clock += seconds * 1_000;
          for (const { incident, address, isWanted } of wishes) {
            const key = `${incident} ${address}`;
            if (isWanted) held.set(key, { incident, address });
            else held.delete(key);
          }
        }
        for (const { incident, address } of held.values()) {
          await until("in-force", () => contain(machine(), incident, address));
        }
        for (const address of addresses.slice(0, 3)) {
          for (const incident of [1, 2, 3]) {
            if (held.has(`${incident} ${address}`)) continue;
            await until("ended or held", () => release(machine(), incident, address));
          }
        }

        expect(new Set(entries())).toEqual(
          new Set(["192.0.2.1", ...[...held.values()].map(({ address }) => address)]),
        );
        for (const { incident, address } of held.values()) {
          await until("ended or held", () => release(machine(), incident, address));
        }
        expect(withoutEtag(group())).toBe(before);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

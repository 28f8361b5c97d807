import { z } from "zod";
import type { Connectors } from "../../connectors";
import { createHttp } from "../../connectors/http";
import type { ContainmentMethod } from "../../domain/containing";
import { memoryLedger } from "../../ledger/memory";
import { createActivities } from "../../activities";
import { samplePolicy } from "../support/sample-report";
import { ref } from "./samples";

const secret = "containment-test-key";
const at = "2026-11-24T03:00:00.000Z";

/** A provider that is never reached: what is sent there is told, or fails. */
const provider = createHttp({
  vendor: "azure-firewall",
  baseUrl: "https://provider.invalid/api",
  authorize: async () => ({ Authorization: `Bearer ${secret}` }),
  rateLimitSeconds: 30,
});

const method: ContainmentMethod = {
  resolve: async () => ({ question: "" }),
  look: async () => ({ state: { isBlocked: false }, effect: "none" }),
  act: async ({ label }, { text }) => {
    await provider.write(z.object({}), {
      method: "PUT",
      path: `/blocks/${label}`,
      body: { comment: text, echo: secret, long: "x".repeat(20_000) },
      headers: { "If-Match": "7" },
    });
  },
  undo: async () => undefined,
};

const item = {
  id: "firewall-block:address:45.83.64.10",
  kind: "firewall-block" as const,
  target: { id: "address:45.83.64.10", label: "45.83.64.10", names: ["45.83.64.10"] },
  reason: "malicious",
  lifetimeHours: 24,
  blastRadius: [],
  quorum: 0,
};
const step = { key: "incident/contain", runId: "run", at };
const hold = { ref, incidentNumber: 1, runId: "run", reason: "x", addedAt: at, expiresAt: at };

function world() {
  const ledger = memoryLedger();
  const policy = structuredClone(samplePolicy);
  policy.contain.kinds["firewall-block"].act = "alone";
  policy.protected.networks = [];
  const connectors = { containments: { "firewall-block": method } } as unknown as Connectors;
  const now = () => new Date(at);
  const activities = createActivities({
    connectors,
    ledger,
    policy,
    budgets: {},
    scopes: {},
    now,
  });
  return { activities, ledger };
}

describe("a rehearsed containment", () => {
  it("tells the request that it would send, without secrets and bounded", async () => {
    const { activities } = world();

    const outcome = await activities.contain({
      step: { ...step, isRehearsal: true },
      item,
      hold,
    });

    expect(outcome).toEqual({
      ok: false,
      failure: {
        kind: "rehearsed",
        vendor: "azure-firewall",
        message: "azure-firewall: PUT /blocks/45.83.64.10 would be sent",
        request: {
          method: "PUT",
          url: "https://provider.invalid/api/blocks/45.83.64.10",
          headers: {
            Accept: "application/json",
            "User-Agent": "durable-response",
            "Content-Type": "application/json",
            "If-Match": "7",
          },
          body: expect.stringMatching(/^\{"comment":"incident\/1 run\/run","echo":"\*\*\*"/),
          leftOut: expect.any(Number),
        },
      },
    });
    expect(JSON.stringify(outcome).length).toBeLessThan(17_000);
  });

  it("leaves no containment, no lease, no limit and no entry behind", async () => {
    const { activities, ledger } = world();

    await activities.contain({ step: { ...step, isRehearsal: true }, item, hold });

    await expect(ledger.containment(item.id)).resolves.toBeUndefined();
    await expect(ledger.openContainments()).resolves.toEqual([]);
    await expect(
      ledger.revise("lease/containment " + item.id, (lease) => lease ?? "none"),
    ).resolves.toBe("none");
  });

  it("does not make the live one beside it a rehearsal", async () => {
    const { activities, ledger } = world();
    const attempts = await Promise.allSettled([
      activities.contain({ step: { ...step, isRehearsal: true }, item, hold }),
      activities.contain({ step, item, hold }),
    ]);

    expect(attempts[0]).toMatchObject({ value: { failure: { kind: "rehearsed" } } });
    // Sent in earnest, to a provider that is not there: retried.
    expect(attempts[1]).toMatchObject({ status: "rejected" });
    await expect(ledger.containment(item.id)).resolves.toMatchObject({ state: "acting" });
  });
});

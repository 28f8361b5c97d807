import { randomUUID } from "node:crypto";
import { type Policy, WHATEVER_IT_TOUCHES } from "../../domain/policy";
import type { RunningSimulators } from "../../simulators/server";
import { incidentBody } from "../support/incident-body";
import { type TurnedApp, startTurnedApp } from "../support/turned-app";

jest.setTimeout(240_000);

let app: TurnedApp;
beforeAll(async () => {
  app = await startTurnedApp({
    policy: everythingAlone,
    settings: { VIRUSTOTAL_PLAN: "premium" },
    scenes: {
      sentinel: { limits: { writes: 1_000_000, reads: 1_000_000 } },
      "microsoft-graph": { riskRequestsPerSecond: 1_000 },
    },
  });
});
afterAll(() => app.close());

/** Everything is done without asking, to everybody; no page or ticket is followed. */
function everythingAlone(policy: Policy): void {
  for (const kind of Object.values(policy.contain.kinds)) {
    Object.assign(kind, { act: "alone", fromVerdict: "suspicious", fromSeverity: "Informational" });
    Object.assign(kind, { maxPerIncident: 10, lifetimeHours: 2, aloneUpTo: WHATEVER_IT_TOUCHES });
  }
  policy.contain.limits = { perIncident: 50, perHour: 1_000, perDay: 1_000 };
  policy.protected = { ...policy.protected, servers: false, privilegedAccounts: false };
  policy.follow.isEnabled = false;
  policy.budgets["sentinel"] = {};
}

/** What each provider holds that a containment may change. */
const states = (of: RunningSimulators) => ({
  // An etag is new with each write.
  firewall: JSON.stringify((of.state("azure-network") as { ipGroups: unknown }).ipGroups).replace(
    /"etag":"[^}]*?"(?=[,}])/g,
    "",
  ),
  users: (
    of.state("microsoft-graph") as { users: { id: string; accountEnabled: boolean }[] }
  ).users.map(({ id, accountEnabled }) => ({ id, accountEnabled })),
});

it("ends by itself once its time is up, and leaves every provider as it was", async () => {
  const { host, simulators } = app;
  const before = states(simulators);

  const response = await host.post("/api/incidents", incidentBody({ name: randomUUID() }));
  const { id } = (await response.json()) as { id: string };
  await host.turnBy({ minutes: 20 });

  const run = await host.status(id);
  expect(run).toMatchObject({ runtimeStatus: "Completed", output: { outcome: "answered" } });
  const { contained } = run!.output as { contained: string[] };
  expect(contained).toEqual(
    expect.arrayContaining([
      "Block 45.83.64.10",
      "Block in Azure Firewall 45.83.64.10",
      "Disable account alex@contoso.example",
      "Revoke sessions of alex@contoso.example",
    ]),
  );
  expect(states(simulators)).not.toEqual(before);

  await host.turnBy({ hours: 3 });

  const left = (await (await fetch(`${host.url}/api/containments`)).json()) as {
    containments: unknown[];
  };
  expect(left).toEqual({ containments: [] });
  expect(states(simulators)).toEqual(before);
});

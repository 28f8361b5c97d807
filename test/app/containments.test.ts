import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Policy, WHATEVER_IT_TOUCHES } from "../../domain/policy";
import { type TestHost, startTestHost } from "../../local-host/test-host/test-host";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { bundle } from "../support/bundle";
import { incidentBody } from "../support/incident-body";
import { localValues } from "../support/local-values";

jest.setTimeout(240_000);

const startsAt = new Date("2026-11-24T03:00:00Z");
const program = bundle("local-host/test-host/program.ts");
const folder = mkdtempSync(join(tmpdir(), "containments-"));
let host: TestHost | undefined;
let vendors: RunningSimulators | undefined;

afterAll(async () => {
  await host?.stop();
  await vendors?.close();
  program.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything is done without asking, to everybody; no page or ticket is followed. */
function policyFile(): string {
  const policy = JSON.parse(readFileSync("policy.json", "utf8")) as Policy;
  for (const kind of Object.values(policy.contain.kinds)) {
    Object.assign(kind, { act: "alone", fromVerdict: "suspicious", fromSeverity: "Informational" });
    Object.assign(kind, { maxPerIncident: 10, lifetimeHours: 2, aloneUpTo: WHATEVER_IT_TOUCHES });
  }
  policy.contain.limits = { perIncident: 50, perHour: 1_000, perDay: 1_000 };
  policy.protected = { ...policy.protected, servers: false, privilegedAccounts: false };
  policy.follow.isEnabled = false;
  policy.budgets["sentinel"] = {};
  const file = join(folder, "policy.json");
  writeFileSync(file, JSON.stringify(policy));
  return file;
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
  const simulators = await startSimulators({ now: () => (host?.now() ?? startsAt).getTime() });
  vendors = simulators;
  simulators.scene("sentinel", { limits: { writes: 1_000_000, reads: 1_000_000 } });
  simulators.scene("microsoft-graph", { riskRequestsPerSecond: 1_000 });
  const app = await startTestHost({
    app: join(__dirname, "..", ".."),
    program: program.file,
    startsAt,
    settings: localValues(simulators.url, {
      LEDGER: `sqlite:${join(folder, "ledger.db")}`,
      VIRUSTOTAL_PLAN: "premium",
      POLICY_FILE: policyFile(),
    }),
  });
  host = app;
  const before = states(simulators);

  const response = await app.post("/api/incidents", incidentBody({ name: randomUUID() }));
  const { id } = (await response.json()) as { id: string };
  await app.turnBy({ minutes: 20 });

  const run = await app.status(id);
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

  await app.turnBy({ hours: 3 });

  const left = (await (await fetch(`${app.url}/api/containments`)).json()) as {
    containments: unknown[];
  };
  expect(left).toEqual({ containments: [] });
  expect(states(simulators)).toEqual(before);
});

import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TICKET_SYSTEM_NAMES, type TicketSystemName } from "../../domain/ticket";
import type { Fault } from "../../simulators/fault";
import { fullPolicy } from "../support/full-policy";
import { incidentBody } from "../support/incident-body";
import { type TurnedApp, startTurnedApp } from "../support/turned-app";

jest.setTimeout(120_000);

type Failing = Omit<Fault, "vendor" | "route">;

/** What goes wrong, at every call for as long as a run lasts. */
const faults: [string, Failing][] = [
  ["is down", { status: 503 }],
  ["answers with a page", { kind: "html", status: 200 }],
  ["closes the connection", { kind: "reset" }],
  ["ends its answers early", { kind: "truncated" }],
  ["answers something else", { body: { surprise: [] } }],
  ["refuses us", { status: 401 }],
  ["forbids it", { status: 403 }],
  ["knows nothing of it", { status: 404 }],
  ["has no quota left", { status: 429, headers: { "retry-after": "600" } }],
];

/** Without these nothing is known of an incident; what is not answered says why. */
const vital = new Set(["sentinel", "managed-identity"]);

const folder = mkdtempSync(join(tmpdir(), "faults-"));
let app: TurnedApp;

const start = (ticketSystem: TicketSystemName): Promise<TurnedApp> =>
  startTurnedApp({
    scenes: {
      sentinel: { limits: { writes: 1_000_000, reads: 1_000_000 } },
      "microsoft-graph": { riskRequestsPerSecond: 1_000 },
    },
    settings: {
      LEDGER: "memory:",
      RISK_REQUESTS_PER_MINUTE: "60000",
      POLICY_FILE: fullPolicy(folder, ticketSystem),
    },
  });

async function answer() {
  const response = await app.host.post("/api/incidents", incidentBody({ name: randomUUID() }));
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as { id: string };
  return app.host.finish(id, { within: { days: 1 } });
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vendorNames = readdirSync(join(__dirname, "..", "..", "simulators"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  // It speaks TDS, and no run asks it.
  .filter((name) => name !== "sql-server");

/** Ticket systems have a run each; the others take part in all of them. */
const others = vendorNames.filter((name) => !TICKET_SYSTEM_NAMES.some((system) => system === name));

describe.each(TICKET_SYSTEM_NAMES)("a run whose tickets are in %s", (ticketSystem) => {
  beforeAll(async () => {
    app = await start(ticketSystem);
  });
  beforeEach(() => app.simulators.clearFaults());
  afterAll(() => app.close());

  it("does everything when nothing is wrong", async () => {
    const run = await answer();

    expect(run.output).toMatchObject({ outcome: "answered", verdict: "malicious", notDone: [] });
  });

  const tried = ticketSystem === "servicenow" ? [...others, ticketSystem] : [ticketSystem];
  for (const vendor of tried) {
    it.each(faults)(`ends when ${vendor} %s`, async (_, fault) => {
      // Tokens and secrets are kept: who gives them out is missed by a process that has none yet.
      if (vendor === "managed-identity" || vendor === "key-vault") await app.host.restart();
      app.simulators.fault({ vendor, ...fault, forever: true });

      const run = await answer();

      expect(run.runtimeStatus).toBe("Completed");
      const { outcome, notDone = [] } = run.output as { outcome: string; notDone?: string[] };
      if (vital.has(vendor)) return;
      expect(outcome).toBe("answered");
      for (const sentence of notDone) expect(sentence).toMatch(/\S{3}/);
    });
  }
});

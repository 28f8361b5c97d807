import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type TestHost, startTestHost } from "../../local-host/test-host/test-host";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { bundle } from "../support/bundle";
import { incidentBody } from "../support/incident-body";
import { localValues } from "../support/local-values";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(300_000);

const minute = 60_000;
const startsAt = new Date("2026-11-24T03:00:00.000Z");
const severities = ["Informational", "Low", "Medium", "High"] as const;
const incidents = Number(process.env.STORM ?? 500);
const distinct = 100;

const program = bundle("local-host/test-host/program.ts");
const folder = temporaryFolder();
let host: TestHost;
let vendors: RunningSimulators;

beforeAll(async () => {
  vendors = await startSimulators({ now: () => (host ? host.now() : startsAt).getTime() });
  vendors.scene("sentinel", { limits: { writes: 1_000_000, reads: 1_000_000 } });
  vendors.scene("virustotal", { quotaPerMinute: 4, window: "sliding" });
  host = await startTestHost({
    app: join(__dirname, "..", ".."),
    program: program.file,
    startsAt,
    settings: localValues(vendors.url, { LEDGER: `sqlite:${join(folder, "ledger.db")}` }),
  });
});
afterAll(async () => {
  await host.stop();
  await vendors.close();
  program.remove();
});

/** Posts incidents, a third of a second of real time each at most; answers their instance ids. */
async function post(): Promise<{ id: string; severity: (typeof severities)[number] }[]> {
  const all = Array.from({ length: incidents }, (_, index) => index);
  return Promise.all(
    all.map(async (index) => {
      const severity = severities[(index * 7) % severities.length]!;
      const relatedEntities = [0, 1, 2].map((offset) => ({
        kind: "Ip",
        properties: { address: `45.83.70.${((index * 3 + offset * 31) % distinct) + 1}` },
      }));
      const body = incidentBody({ name: randomUUID(), properties: { severity, relatedEntities } });
      const response = await host.post("/api/incidents", body);
      return { id: ((await response.json()) as { id: string }).id, severity };
    }),
  );
}

interface Waiting {
  waits?: { vendor: string; until: string }[];
}

describe("500 incidents with 3 addresses each, 100 distinct, over 4 look-ups a minute", () => {
  it("are all answered: each address asked once, within the quota, the worst first, when predicted", async () => {
    const runs = await post();
    await host.settle();
    const predicted = new Map<string, number>();
    for (const { id } of runs) {
      const { waits = [] } = ((await host.status(id))?.customStatus ?? {}) as Waiting;
      const wait = waits.find(({ vendor }) => vendor === "virustotal");
      if (wait) predicted.set(id, Date.parse(wait.until));
    }
    expect(predicted.size).toBeGreaterThan(400);
  });
});

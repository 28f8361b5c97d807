import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestHost, startTestHost } from "../../local-host/test-host/test-host";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { bundle } from "../support/bundle";
import { incidentBody } from "../support/incident-body";
import { localValues } from "../support/local-values";

jest.setTimeout(180_000);

const window = 5 * 60_000;
const startsAt = new Date("2026-11-24T03:00:00.000Z");
const incidents = 160;

const program = bundle("local-host/test-host/program.ts");
const folder = mkdtempSync(join(tmpdir(), "ceiling-"));
let host: TestHost | undefined;
let vendors: RunningSimulators | undefined;

afterAll(async () => {
  await host?.stop();
  await vendors?.close();
  program.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Posts an incident about nothing that anybody would have to look up; answers its instance id. */
async function post(to: TestHost): Promise<string> {
  const relatedEntities = [{ kind: "Ip", properties: { address: "10.1.2.3" } }];
  const body = incidentBody({ properties: { relatedEntities } });
  const response = await to.post("/api/incidents", body);
  return ((await response.json()) as { id: string }).id;
}

/** The most of some times that lie in any five minutes. */
const mostIn = (times: number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + window).length));

describe(`${incidents} incidents at once in one subscription`, () => {
  it("are answered within Sentinel's 75 writes in five minutes, without one refusal", async () => {
    const simulators = await startSimulators({ now: () => (host?.now() ?? startsAt).getTime() });
    vendors = simulators;
    simulators.scene("sentinel", { limits: { reads: 1_000_000 } });
    const app = await startTestHost({
      app: join(__dirname, "..", ".."),
      program: program.file,
      startsAt,
      settings: localValues(simulators.url, { LEDGER: `sqlite:${join(folder, "ledger.db")}` }),
    });
    host = app;

    const runs = await Promise.all(Array.from({ length: incidents }, () => post(app)));
    await app.settle();
    await app.turnBy({ minutes: 40 });

    const ended = await Promise.all(runs.map((id) => app.status(id)));
    for (const run of ended) {
      expect(run?.output).toMatchObject({ outcome: "answered", notDone: [] });
    }
    const puts = simulators.calls("sentinel").filter(({ method }) => method === "PUT");
    expect(puts.filter(({ status }) => status === 429)).toEqual([]);
    const byEndpoint = Map.groupBy(puts, ({ path }) => path.includes("/comments/"));
    expect(byEndpoint.get(true)).toHaveLength(incidents);
    expect(byEndpoint.get(false)?.length).toBeGreaterThanOrEqual(incidents);
    for (const calls of byEndpoint.values()) {
      expect(mostIn(calls.map(({ at }) => Date.parse(at)))).toBeLessThanOrEqual(75);
    }
  });
});

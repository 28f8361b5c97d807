import { randomUUID } from "node:crypto";
import type { Policy } from "../../domain/policy";
import type { TestHost } from "../../local-host/test-host/test-host";
import { incidentBody } from "../support/incident-body";
import { type TurnedApp, startTurnedApp, startsAt } from "../support/turned-app";

jest.setTimeout(300_000);

const minute = 60_000;
const incidents = 500;

/** Which addresses incidents of a severity mention, of 100 in all: some are theirs, some are shared. */
const pools = [
  { severity: "Informational", from: 80, count: 20 },
  { severity: "Low", from: 60, count: 30 },
  { severity: "Medium", from: 30, count: 40 },
  { severity: "High", from: 0, count: 40 },
] as const;

let app: TurnedApp;
beforeAll(async () => {
  app = await startTurnedApp({
    policy: policyOfStorm,
    settings: { VIRUSTOTAL_PLAN: "public" },
    scenes: {
      sentinel: { limits: { writes: 1_000_000, reads: 1_000_000 } },
      virustotal: { quotaPerMinute: 4, window: "sliding" },
    },
  });
});
afterAll(() => app.close());

/** The policy, but for sources of context, and for Sentinel's ceiling: `ceiling.test.ts` is about that one. */
function policyOfStorm(policy: Policy): void {
  policy.budgets["sentinel"] = {};
  // Half a million other questions would push the first look-ups out of the log of calls.
  for (const source of Object.values(policy.context)) source.isAsked = false;
}

const address = (index: number): string => `45.83.70.${index + 1}`;

/** The addresses of an incident, by its place among all. */
function addressesOf(index: number): string[] {
  const { from, count } = pools[index % pools.length]!;
  const round = Math.floor(index / pools.length);
  return [0, 1, 2].map((offset) => address(from + ((round * 3 + offset) % count)));
}

/** Posts all incidents at once; answers their instance ids. */
const post = (to: TestHost): Promise<string[]> =>
  Promise.all(
    Array.from({ length: incidents }, async (_, index) => {
      const { severity } = pools[index % pools.length]!;
      const relatedEntities = addressesOf(index).map((one) => ({
        kind: "Ip",
        properties: { address: one },
      }));
      const properties = { severity, relatedEntities };
      const body = incidentBody({ name: randomUUID(), properties });
      const response = await to.post("/api/incidents", body);
      return ((await response.json()) as { id: string }).id;
    }),
  );

interface Status {
  waits?: { vendor: string; until: string }[];
}

/** When each run tells that the last of its look-ups at VirusTotal is made. */
async function predictions(of: TestHost, runs: string[]): Promise<Map<string, number>> {
  const told = new Map<string, number>();
  for (const id of runs) {
    const { waits = [] } = ((await of.status(id))?.customStatus ?? {}) as Status;
    const wait = waits.find(({ vendor }) => vendor === "virustotal");
    if (wait) told.set(id, Date.parse(wait.until));
  }
  return told;
}

/** How bad the worst incident is that mentions an address. */
const rankOfPath = (path: string): number =>
  pools.findLastIndex(({ from, count }) =>
    Array.from({ length: count }, (_, offset) => address(from + offset)).includes(
      path.split("/").at(-1)!,
    ),
  );

describe("500 incidents with 3 addresses each, 100 distinct, over 4 look-ups a minute", () => {
  it("are answered: each address asked once, within the quota, worst first, when predicted", async () => {
    const { host, simulators } = app;

    const runs = await post(host);
    await host.settle();
    await host.turnBy({ minutes: 1 });
    const told = await predictions(host, runs);
    await host.turnBy({ minutes: 60 });

    const ended = await Promise.all(runs.map((id) => host.status(id)));
    expect(ended.map((run) => run?.runtimeStatus)).toEqual(runs.map(() => "Completed"));
    for (const run of ended) {
      expect(run?.output).toMatchObject({ outcome: "answered", notDone: [] });
    }

    const calls = simulators.calls("virustotal");
    expect(calls.filter(({ status }) => ![200, 404].includes(status))).toEqual([]);
    expect(new Set(calls.map(({ path }) => path)).size).toBe(100);
    expect(calls).toHaveLength(100);
    const times = calls.map(({ at }) => Date.parse(at));
    for (const [index, at] of times.slice(4).entries()) {
      expect(at - times[index]!).toBeGreaterThanOrEqual(minute);
    }
    // The first four go to whoever asks first, and four that go together have no order among them.
    const ranks = calls.slice(4).map(({ path }) => rankOfPath(path));
    const fours = ranks
      .map((_, index) => ranks.slice(index, index + 4))
      .filter((_, i) => i % 4 === 0);
    for (const [index, next] of fours.slice(1).entries()) {
      expect(Math.min(...fours[index]!)).toBeGreaterThanOrEqual(Math.max(...next));
    }
    // No turn is left unused.
    expect(times.at(-1)! - times[0]!).toBeLessThan(24.5 * minute);

    const madeAt = new Map(
      calls.map(({ path }, index) => [path.split("/").at(-1), times[index]!] as const),
    );
    const errors = runs.flatMap((id, index) => {
      const until = told.get(id);
      const last = Math.max(...addressesOf(index).map((one) => madeAt.get(one)!));
      // A tenth of the wait; of one that is shorter than two and a half minutes, a quarter of a minute.
      const wait = Math.max(last - startsAt.getTime(), 2.5 * minute);
      return until === undefined ? [] : [Math.abs(last - until) / wait];
    });
    expect(errors.length).toBeGreaterThan(450);
    expect(Math.max(...errors)).toBeLessThan(0.1);
  });
});

import type { TestHost } from "../../local-host/test-host/test-host";
import { incidentBody } from "../support/incident-body";
import { type TurnedApp, startTurnedApp } from "../support/turned-app";

jest.setTimeout(180_000);

const window = 5 * 60_000;
const incidents = 160;

let app: TurnedApp;
beforeAll(async () => {
  app = await startTurnedApp({ scenes: { sentinel: { limits: { reads: 1_000_000 } } } });
});
afterAll(() => app.close());

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
    const { host, simulators } = app;
    const runs = await Promise.all(Array.from({ length: incidents }, () => post(host)));
    await host.settle();
    await host.turnBy({ minutes: 40 });

    const ended = await Promise.all(runs.map((id) => host.status(id)));
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

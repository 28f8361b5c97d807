import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppUnderTest, askingNobody, startApp } from "../support/app-process";
import { fullPolicy } from "../support/full-policy";
import { incidentBody } from "../support/incident-body";

jest.setTimeout(60_000);

interface State {
  jobs: { search: string }[];
  taken: { event: { id: string; runId: string; verdict: string; revision: number } }[];
}

describe("Splunk", () => {
  const policies = mkdtempSync(join(tmpdir(), "splunk-"));
  let app: AppUnderTest;
  beforeEach(async () => {
    const file = fullPolicy(policies, "servicenow", (policy) => {
      policy.context.splunk.isAsked = true;
      policy.report = { splunk: true };
      return askingNobody(policy);
    });
    app = await startApp({ settings: { POLICY_FILE: file } });
  });
  afterEach(() => app.close());
  afterAll(() => rmSync(policies, { recursive: true }));

  it("is asked about the entities of an incident, and is told the outcome of its run", async () => {
    const { id } = (await (await app.post(incidentBody())).json()) as { id: string };
    const run = await app.finished(id);

    const { jobs, taken } = app.simulators.state("splunk") as State;
    expect(run.output).toMatchObject({ outcome: "answered", notDone: [] });
    expect(jobs.map(({ search }) => search)).toContainEqual(
      expect.stringMatching(/^search \(index="main" OR index="windows"\) \("45\.83\.64\.10"\) /),
    );
    expect(taken.map(({ event }) => event)).toEqual([
      expect.objectContaining({ runId: id, revision: 1, verdict: "malicious" }),
    ]);
    expect(JSON.stringify(app.simulators.state("sentinel"))).toMatch(
      /Named by \d+ events? in the last/,
    );
  });
});

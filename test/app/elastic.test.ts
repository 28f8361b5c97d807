import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppUnderTest, askingNobody, startApp } from "../support/app-process";
import { fullPolicy } from "../support/full-policy";
import { incidentBody } from "../support/incident-body";

jest.setTimeout(60_000);

interface State {
  documents: { index: string; id: string; source: { durable_response?: object; event: object } }[];
}

describe("Elastic, beside Splunk", () => {
  const policies = mkdtempSync(join(tmpdir(), "elastic-"));
  let app: AppUnderTest;
  beforeEach(async () => {
    const file = fullPolicy(policies, "servicenow", (policy) => {
      policy.context.elastic.isAsked = true;
      policy.report = { splunk: true, elastic: true };
      return askingNobody(policy);
    });
    app = await startApp({ settings: { POLICY_FILE: file } });
  });
  afterEach(() => app.close());
  afterAll(() => rmSync(policies, { recursive: true }));

  it("is asked about the entities of an incident, and is told the outcome of its run", async () => {
    const { id } = (await (await app.post(incidentBody())).json()) as { id: string };
    const run = await app.finished(id);

    expect(run.output).toMatchObject({ outcome: "answered", notDone: [] });
    const { documents } = app.simulators.state("elastic") as State;
    const outcomes = documents.filter(({ index }) => index === "durable-response-outcomes");
    expect(outcomes).toEqual([
      expect.objectContaining({
        source: expect.objectContaining({
          durable_response: expect.objectContaining({ run_id: id, verdict: "malicious" }),
        }),
      }),
    ]);
    expect((app.simulators.state("splunk") as { taken: object[] }).taken).toHaveLength(1);
    expect(JSON.stringify(app.simulators.state("sentinel"))).toMatch(
      /Datasets: system\[\.\]security/,
    );
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppUnderTest, askingNobody, startApp } from "../support/app-process";
import { fullPolicy } from "../support/full-policy";
import { incidentBody } from "../support/incident-body";

jest.setTimeout(60_000);

describe("Google Security Command Center", () => {
  const policies = mkdtempSync(join(tmpdir(), "google-scc-"));
  let app: AppUnderTest;
  beforeEach(async () => {
    const file = fullPolicy(policies, "servicenow", (policy) => {
      policy.context["google-scc"].isAsked = true;
      return askingNobody(policy);
    });
    app = await startApp({ settings: { POLICY_FILE: file } });
  });
  afterEach(() => app.close());
  afterAll(() => rmSync(policies, { recursive: true }));

  it("is asked about the entities of an incident, and what it says stands in the comment", async () => {
    app.simulators.scene("google", {
      findings: [
        {
          name: "organizations/104857600001/sources/1/locations/global/findings/f1",
          category: "Malware: Bad IP",
          eventTime: new Date().toISOString(),
          ipAddresses: ["45.83.64.10"],
        },
      ],
    });

    const { id } = (await (await app.post(incidentBody())).json()) as { id: string };
    const run = await app.finished(id);

    expect(run.output).toMatchObject({ outcome: "answered", notDone: [] });
    const text = JSON.stringify(app.simulators.state("sentinel"));
    expect(text).toMatch(/Named by 1 finding in the last \d+ days, 1 active/);
    expect(text).toContain("High threat: Malware: Bad IP, active");
  });
});

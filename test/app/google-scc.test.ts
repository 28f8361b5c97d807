import { randomUUID } from "node:crypto";
import { type AppUnderTest, askingNobody, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";

jest.setTimeout(60_000);

const address = "8.8.8.8";
const source = "organizations/104857600001/sources/1/locations/global/findings";
const [named, other] = [`${source}/f1`, `${source}/f2`];
const entities = [{ kind: "Ip", properties: { address } }];

interface Kept {
  findings: { name: string; mute: string; marks: Record<string, string> }[];
}

describe("Google Security Command Center", () => {
  let app: AppUnderTest;
  beforeEach(async () => {
    app = await startApp({
      policy: (shipped) => {
        const policy = askingNobody(shipped);
        policy.context["google-scc"].isAsked = true;
        policy.report = { "google-scc": true };
        policy.close.whenBenign = { classification: "BenignPositive" };
        policy.close.findings = ["google-scc"];
        return policy;
      },
    });
    app.simulators.scene("google", {
      findings: [named, other].map((name) => ({
        name,
        category: "Malware: Bad IP",
        eventTime: new Date().toISOString(),
        ipAddresses: [address],
      })),
    });
  });
  afterEach(() => app.close());

  it("is asked about the entities, and marked and closed at the finding that an alert names", async () => {
    const name = randomUUID();
    app.simulators.scene("sentinel", {
      incidents: [
        {
          name,
          title: "Malware: Bad IP",
          severity: "Low",
          status: "New",
          entities,
          alerts: [
            { properties: { additionalData: { "Custom Details": `{"Finding":["${named}"]}` } } },
          ],
        },
      ],
    });

    const body = incidentBody({ name, properties: { relatedEntities: entities } });
    const { id } = (await (await app.post(body)).json()) as { id: string };
    const run = await app.finished(id);

    expect(run.output).toMatchObject({ outcome: "answered", isClosed: true, notDone: [] });
    expect((app.simulators.state("google") as Kept).findings).toMatchObject([
      { name: named, mute: "MUTED", marks: { soarrun: id, soarverdict: "benign" } },
      { name: other, mute: "UNDEFINED", marks: {} },
    ]);
    const text = JSON.stringify(app.simulators.state("sentinel"));
    expect(text).toMatch(/Named by 2 findings in the last \d+ days, 2 active/);
    expect(text).toContain("High threat: Malware: Bad IP, active");
  });
});

import { randomUUID } from "node:crypto";
import { type AppUnderTest, askingNobody, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";
import type { Policy } from "../../domain/policy";

jest.setTimeout(60_000);

const subscriptionId = "11111111-1111-1111-1111-111111111111";
const cloudAlert = "2518770965529163669_f144ee95-a3e5-42da-a279-967d115809aa";
const armId = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/locations/westeurope/alerts/${cloudAlert}`;

const elasticAlert = "7d3194c7158fb9edb10541ccdd81f8c2b9c9d3c50b82c14457c959a2fcbcb22a";
const elasticUrl = `https://kibana.contoso.example/app/security/alerts/redirect/${elasticAlert}?index=.alerts-security.alerts-default&timestamp=2026-11-24T03:00:00.000Z`;
const splunkFinding =
  "1A082D7B-D5A1-4A2B-BB94-41C439BE3EB7@@notable@@cb87390ae72763679d3f6f8f097ebe2b";
const guardDuty =
  "arn:aws:guardduty:eu-west-1:123456789012:detector/12abc34d567e8fa901bc2d34e56789f0/finding/a1b2c3d4e5f60718a1b2c3d4e5f60718";

/** Everything benign, so that the policy closes; nothing contained. */
function closingFindings(shipped: Policy): Policy {
  const policy = askingNobody(shipped);
  policy.close.whenBenign = { classification: "BenignPositive", reason: "SuspiciousButExpected" };
  policy.close.findings = [
    "defender-cloud",
    "elastic-security",
    "splunk-es",
    "guardduty",
    "security-hub",
  ];
  policy.context.guardduty.isAsked = true;
  policy.context["security-hub"].isAsked = true;
  return policy;
}

/** An incident with one address that every source calls harmless. */
const benignBody = (name: string) =>
  incidentBody({
    name,
    properties: { relatedEntities: [{ kind: "Ip", properties: { address: "8.8.8.8" } }] },
  });

describe("a finding that an alert of the incident names", () => {
  let app: AppUnderTest;
  const name = randomUUID();
  beforeEach(async () => {
    app = await startApp({ policy: closingFindings });
    app.simulators.scene("elastic", {
      alerts: [elasticAlert, "another"].map((id) => ({ id, status: "open" })),
    });
    app.simulators.scene("splunk", {
      notables: [splunkFinding, splunkFinding.replace("cb", "0b")].map((eventId) => ({
        eventId,
        at: new Date().toISOString(),
      })),
    });
    app.simulators.scene("aws", {
      guardDuty: [
        { id: guardDuty.slice(-32) },
        {
          id: "another",
          resource: { instanceDetails: { networkInterfaces: [{ publicIp: "8.8.8.8" }] } },
        },
      ],
    });
    app.simulators.scene("sentinel", {
      cloudAlerts: [cloudAlert, "another"].map((one) => ({ subscriptionId, name: one })),
      incidents: [
        {
          name,
          title: "Suspicious process",
          severity: "Low",
          status: "New",
          entities: [{ kind: "Ip", properties: { address: "8.8.8.8" } }],
          alerts: [
            {
              properties: {
                additionalData: {
                  "Custom Details": JSON.stringify({
                    Alert: [armId, elasticUrl, splunkFinding],
                    Finding: [guardDuty],
                  }),
                },
              },
            },
          ],
        },
      ],
    });
  });
  afterEach(() => app.close());

  it("is closed with it, and no other", async () => {
    const { id } = (await (await app.post(benignBody(name))).json()) as { id: string };
    const run = await app.finished(id);

    expect(run.output).toMatchObject({ outcome: "answered", isClosed: true, notDone: [] });
    expect(states()).toEqual([
      [cloudAlert, "Dismissed"],
      ["another", undefined],
    ]);
    const { alerts } = app.simulators.state("elastic") as {
      alerts: { id: string; status: string }[];
    };
    expect(alerts.map((one) => [one.id, one.status])).toEqual([
      [elasticAlert, "closed"],
      ["another", "open"],
    ]);
    const { reviews } = app.simulators.state("splunk") as {
      reviews: { eventId: string; disposition: string; comment: string }[];
    };
    expect(reviews).toEqual([
      expect.objectContaining({
        eventId: splunkFinding,
        disposition: "disposition:2",
        comment: expect.stringContaining(id),
      }),
    ]);
    expect(app.simulators.state("aws")).toMatchObject({
      guardDuty: [{ service: { archived: true } }, { service: { archived: false } }],
      hub: [{ Workflow: { Status: "SUPPRESSED" }, Note: { UpdatedBy: "durable-response" } }],
    });
    expect(JSON.stringify(app.simulators.state("sentinel"))).toMatch(
      /1 finding in the last 14 days, the newest of /,
    );
  });

  it("is told by a what-if run, and stays open", async () => {
    const started = await fetch(`${app.url()}/api/incidents?mode=what-if`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(benignBody(name)),
    });
    const run = await app.finished(((await started.json()) as { id: string }).id);

    const { would } = run.output as { would: { what: string; request?: { url: string } }[] };
    expect(would.find(({ what }) => what === "Finding closed in Defender for Cloud")).toMatchObject(
      {
        detail: expect.stringContaining(cloudAlert),
        request: { method: "POST", url: expect.stringMatching(/\/dismiss\?api-version=/) },
      },
    );
    expect(states()).toEqual([
      [cloudAlert, undefined],
      ["another", undefined],
    ]);
  });

  function states() {
    const { cloudAlerts } = app.simulators.state("sentinel") as {
      cloudAlerts: { name: string; properties: { status?: string } }[];
    };
    return cloudAlerts.map((one) => [one.name, one.properties.status]);
  }
});

import { randomUUID } from "node:crypto";
import { type AppUnderTest, askingNobody, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";
import type { Policy } from "../../domain/policy";

jest.setTimeout(60_000);

const subscriptionId = "11111111-1111-1111-1111-111111111111";
const cloudAlert = "2518770965529163669_f144ee95-a3e5-42da-a279-967d115809aa";
const armId = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/locations/westeurope/alerts/${cloudAlert}`;

/** Everything benign, so that the policy closes; nothing contained. */
function closingFindings(shipped: Policy): Policy {
  const policy = askingNobody(shipped);
  policy.close.whenBenign = { classification: "BenignPositive", reason: "SuspiciousButExpected" };
  policy.close.findings = ["defender-cloud"];
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
                additionalData: { "Custom Details": JSON.stringify({ Alert: [armId] }) },
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

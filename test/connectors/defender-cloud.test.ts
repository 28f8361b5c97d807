import * as fc from "fast-check";
import type { IncidentAlert } from "../../domain/incident-alert";
import { keepsConnectorContract } from "../support/connector-contract";
import { hostileText } from "../support/hostile";
import { failureOf, useStage, workspace } from "./stage";

const stage = useStage();
const { subscriptionId } = workspace;
const name = "2518770965529163669_f144ee95-a3e5-42da-a279-967d115809aa";
const resourceId = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/srv-01`;
const alert: IncidentAlert = {
  systemAlertId: name,
  title: "Suspicious process",
  product: "Azure Security Center",
  resourceIds: [resourceId],
};
const properties = {
  compromisedEntity: "srv-01",
  intent: "Execution",
  severity: "High",
  remediationSteps: ["Review the process.", "Isolate the machine."],
  resourceIdentifiers: [{ type: "AzureResource", azureResourceId: resourceId }],
};
const ref = { ...workspace, name: "44444444-4444-4444-4444-444444444444" };
const calls = () => stage.vendors.calls("sentinel");
const describeAlerts = (...alerts: IncidentAlert[]) =>
  stage.connectors["defender-cloud"].describeAlerts(alerts);
const known = (...cloudAlerts: object[]) => stage.vendors.scene("sentinel", { cloudAlerts });

beforeEach(() => {
  stage.vendors.scene("sentinel", { limits: { reads: 10_000 } });
  known({ subscriptionId, name, properties });
});

keepsConnectorContract(
  "defender-cloud.describeAlerts()",
  {
    vendor: "sentinel",
    connector: "defender-cloud",
    route: "GET /subscriptions/{subscriptionId}/providers/Microsoft.Security/alerts",
    isWrite: false,
    call: (connectors) => connectors["defender-cloud"].describeAlerts([alert]),
  },
  stage,
);
keepsConnectorContract(
  "sentinel.readAlerts()",
  {
    vendor: "sentinel",
    route: `POST /subscriptions/${subscriptionId}`,
    isWrite: false,
    call: ({ sentinel }) => sentinel.readAlerts(ref),
  },
  stage,
);

describe("the details of an alert of Defender for Cloud", () => {
  it("are found by the id that Sentinel has of it", async () => {
    expect(await describeAlerts(alert)).toEqual([
      {
        source: "cloud-alert",
        about: `alert:${name}`,
        label: "Suspicious process",
        state: "found",
        facts: [
          "Compromised: srv-01",
          "Intent: Execution",
          "Severity High, Active in Defender for Cloud",
          `Resource ${resourceId}`,
          "To remediate: Review the process.",
          "To remediate: Isolate the machine.",
          `Alert /subscriptions/${subscriptionId}/providers/Microsoft.Security/locations/westeurope/alerts/${name}`,
        ],
        signals: [],
      },
    ]);
    expect(calls()).toMatchObject([
      {
        method: "GET",
        path: `/subscriptions/${subscriptionId}/providers/Microsoft.Security/alerts?api-version=2022-01-01`,
      },
    ]);
  });

  it("are looked for on every page", async () => {
    const others = Array.from({ length: 150 }, (_, at) => ({
      subscriptionId,
      name: `other-${at}`,
    }));
    known(...others, { subscriptionId, name, properties });

    expect(await describeAlerts(alert)).toMatchObject([{ state: "found" }]);
    expect(calls()).toHaveLength(2);
  });

  it("are looked for once in a subscription, however many alerts the incident has", async () => {
    const names = Array.from({ length: 150 }, (_, at) => `alert-${at}`);
    known(...names.map((one) => ({ subscriptionId, name: one })));

    const findings = await describeAlerts(
      ...names.map((systemAlertId) => ({ ...alert, systemAlertId })),
    );

    expect(findings.map(({ about, state }) => `${about} ${state}`)).toEqual(
      names.map((one) => `alert:${one} found`),
    );
    expect(calls()).toHaveLength(2);
  });

  it("are not known behind a link that is none", async () => {
    const body = { value: [], nextLink: "https://[" };
    stage.vendors.fault({ vendor: "sentinel", status: 200, body });

    expect(await describeAlerts(alert)).toMatchObject([{ state: "not-collected" }]);
  });

  it("are not taken from a link to another host", async () => {
    const nextLink = "https://evil.zz/steal?$skiptoken=1";
    stage.vendors.fault({ vendor: "sentinel", status: 200, body: { value: [], nextLink } });

    expect(await describeAlerts(alert)).toMatchObject([{ state: "none" }]);
    expect(calls().map(({ path }) => path.split("?")[0])).toEqual(
      Array(2).fill(`/subscriptions/${subscriptionId}/providers/Microsoft.Security/alerts`),
    );
  });

  it("are not collected where there are too many alerts to look through", async () => {
    const body = { value: [], nextLink: "https://management.azure.com/x?$skiptoken=1" };
    stage.vendors.fault({ vendor: "sentinel", status: 200, body, forever: true });

    expect(await describeAlerts(alert)).toMatchObject([
      { state: "not-collected", note: expect.stringContaining("10 pages at most") },
    ]);
  });

  it("are none where Defender for Cloud does not have it", async () => {
    known();

    expect(await describeAlerts(alert)).toMatchObject([{ state: "none", facts: [] }]);
  });

  it.each(["", "x", "/subscriptions/../x", "/subscriptions/*/resourceGroups/a"])(
    "are not asked of a resource that names no subscription: %j",
    async (id) => {
      expect(await describeAlerts({ ...alert, resourceIds: [id] })).toMatchObject([
        { state: "not-collected", note: expect.stringContaining("subscription") },
      ]);
      expect(calls()).toEqual([]);
    },
  );

  it.each(["Azure Sentinel", "Microsoft Defender for Cloud Apps", ""])(
    "are not asked for an alert of another product: %j",
    async (product) => {
      expect(await describeAlerts({ ...alert, product })).toEqual([]);
      expect(calls()).toEqual([]);
    },
  );

  it("name the role that is missing", async () => {
    stage.vendors.fault({ vendor: "sentinel", status: 403, forever: true });

    const error = await failureOf(describeAlerts(alert));

    expect(error.message).toContain("role Security Reader");
  });

  it("are facts of one line, whatever is said", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        known({
          subscriptionId,
          name,
          properties: { compromisedEntity: text, intent: text, remediationSteps: [text, text] },
        });

        const [finding] = await describeAlerts(alert);
        expect(finding!.facts.length).toBeLessThanOrEqual(8);
        for (const fact of finding!.facts) expect(fact).toMatch(/^[^\p{Cc}]{1,200}$/u);
      }),
      { numRuns: 40 },
    );
  });
});

describe("sentinel.readAlerts()", () => {
  it("says product and resources of each alert", async () => {
    stage.vendors.scene("sentinel", {
      incidents: [
        {
          name: ref.name,
          title: "Suspicious process",
          severity: "High",
          status: "New",
          alerts: [
            {
              name: "55555555-5555-5555-5555-555555555555",
              properties: {
                systemAlertId: name,
                productName: "Azure Security Center",
                alertDisplayName: "Suspicious process",
                resourceIdentifiers: [
                  { type: "AzureResource", azureResourceId: resourceId },
                  { type: "LogAnalytics", workspaceId: "x" },
                ],
              },
            },
          ],
        },
      ],
    });

    const alerts = await stage.connectors.sentinel.readAlerts(ref);

    expect(alerts).toEqual([alert]);
    expect(await describeAlerts(...alerts)).toMatchObject([{ state: "found" }]);
  });
});

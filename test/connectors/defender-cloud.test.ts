import * as fc from "fast-check";
import type { FindingClosing } from "../../domain/finding";
import type { IncidentAlert } from "../../domain/incident-alert";
import type { Connectors } from "../../connectors";
import type { RunningSimulators } from "../../simulators/server";
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
  values: [name],
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

const armId = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/locations/westeurope/alerts/${name}`;
const oneAlert =
  "/subscriptions/{subscriptionId}/providers/Microsoft.Security/locations/{location}/alerts/{name}";
const how: FindingClosing = {
  closing: { classification: "FalsePositive", reason: "IncorrectAlertLogic" },
  comment: "Closed with Microsoft Sentinel incident 4711 by policy, run respond-1",
};
const close = (connectors: Connectors, more: Partial<FindingClosing> = {}, id = armId) =>
  connectors.findings["defender-cloud"]!({ id }, { ...how, ...more });
const statusIn = (vendors: RunningSimulators): string =>
  (vendors.state("sentinel") as { cloudAlerts: { properties: { status?: string } }[] })
    .cloudAlerts[0]!.properties.status ?? "Active";
const changes = () => calls().filter(({ method }) => method === "POST");

keepsConnectorContract(
  "defender-cloud.closeAlert()",
  {
    vendor: "sentinel",
    connector: "defender-cloud",
    route: `POST ${oneAlert}/dismiss`,
    isWrite: true,
    ignoresAnswer: true,
    call: (connectors) => close(connectors),
    repeat: {
      deliver: (activities) =>
        activities.closeFinding({
          step: { key: "a/close finding", runId: "run-1", at: "2026-01-01T00:00:00.000Z" },
          finding: { source: "defender-cloud", id: armId },
          ...how,
        }),
      stored: (vendors) => Number(statusIn(vendors) === "Dismissed"),
    },
  },
  stage,
);
keepsConnectorContract(
  "defender-cloud.closeAlert(): what is there",
  {
    vendor: "sentinel",
    connector: "defender-cloud",
    route: `GET ${oneAlert}`,
    isWrite: false,
    isNotFoundAnAnswer: true,
    call: (connectors) => close(connectors),
  },
  stage,
);
keepsConnectorContract(
  "defender-cloud.check()",
  {
    vendor: "sentinel",
    connector: "defender-cloud",
    route: "GET /subscriptions/{subscriptionId}/providers/Microsoft.Security/alerts",
    isWrite: false,
    call: (connectors) => connectors["defender-cloud"].check(subscriptionId),
  },
  stage,
);

describe("an alert of Defender for Cloud", () => {
  it.each([
    ["TruePositive", "resolve", "Resolved"],
    ["BenignPositive", "dismiss", "Dismissed"],
    ["FalsePositive", "dismiss", "Dismissed"],
    ["Undetermined", "resolve", "Resolved"],
  ] as const)("is closed for %s by %s, without a body", async (classification, action, as) => {
    await expect(close(stage.connectors, { closing: { classification } })).resolves.toEqual({
      state: "closed",
      as,
    });

    expect(statusIn(stage.vendors)).toBe(as);
    expect(changes()).toMatchObject([
      { path: `${armId}/${action}?api-version=2022-01-01`, status: 204 },
    ]);
    expect(changes()[0]!.body ?? null).toBeNull();
  });

  it("is found by its own id in the subscription of what it is about", async () => {
    known({ subscriptionId, name: "other" }, { subscriptionId, name, properties });
    const closed = stage.connectors.findings["defender-cloud"]!(
      { id: name, within: subscriptionId },
      how,
    );

    await expect(closed).resolves.toMatchObject({ state: "closed" });
    expect(changes()).toMatchObject([{ path: `${armId}/dismiss?api-version=2022-01-01` }]);
  });

  it.each(["Resolved", "Dismissed", "SomethingNew"])(
    "is left alone where it is %s already",
    async (status) => {
      known({ subscriptionId, name, properties: { status } });

      await expect(close(stage.connectors)).resolves.toEqual({ state: "was-closed", as: status });
      expect(changes()).toEqual([]);
    },
  );

  it.each([
    ["2026-11-24T02:59:59.000Z", "closed"],
    ["2026-11-24T03:00:01.000Z", "again"],
  ])("that ended at %s is %s when the incident was looked at in between", async (end, state) => {
    known({ subscriptionId, name, properties: { endTimeUtc: end } });

    await expect(
      close(stage.connectors, { lookedAt: "2026-11-24T03:00:00.000Z" }),
    ).resolves.toMatchObject({ state });
    expect(changes()).toHaveLength(state === "closed" ? 1 : 0);
  });

  it("is closed where somebody is at it", async () => {
    known({ subscriptionId, name, properties: { status: "InProgress" } });

    await expect(close(stage.connectors)).resolves.toMatchObject({ state: "closed" });
  });

  it("is closed once, however often that is asked for", async () => {
    await close(stage.connectors);

    await expect(close(stage.connectors)).resolves.toMatchObject({ state: "was-closed" });
    expect(changes()).toHaveLength(1);
  });

  it("is told to be gone where there is none", async () => {
    known();

    await expect(close(stage.connectors)).resolves.toEqual({ state: "gone", as: "" });
    await expect(
      stage.connectors.findings["defender-cloud"]!({ id: name, within: subscriptionId }, how),
    ).resolves.toEqual({ state: "gone", as: "" });
  });

  it("is not looked for where nobody knows in which subscription", async () => {
    const error = await failureOf(close(stage.connectors, {}, name));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("its subscription is not known");
    expect(calls()).toEqual([]);
  });

  it("is not closed under an id that is none", async () => {
    const value = [{ id: "/elsewhere", properties: { systemAlertId: name, status: "Active" } }];
    stage.vendors.fault({ vendor: "sentinel", status: 200, body: { value } });

    const error = await failureOf(
      stage.connectors.findings["defender-cloud"]!({ id: name, within: subscriptionId }, how),
    );

    expect(error.message).toContain("none of Azure's");
    expect(changes()).toEqual([]);
  });

  it("names what is missing to change it", async () => {
    stage.vendors.fault({ vendor: "sentinel", status: 403, route: `POST ${oneAlert}/dismiss` });

    const error = await failureOf(close(stage.connectors));

    expect(error.message).toContain("npm run permissions");
  });
});

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
                providerAlertId: "p-1",
                additionalData: { "Custom Details": '{"Finding":["arn:x"]}' },
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

    expect(alerts).toEqual([{ ...alert, values: [name, "p-1", "arn:x"] }]);
    expect(await describeAlerts(...alerts)).toMatchObject([{ state: "found" }]);
  });
});

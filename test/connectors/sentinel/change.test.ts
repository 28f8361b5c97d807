import { bodyOf } from "../../../connectors/sentinel/change";
import { type IncidentResponse, incidentResponse } from "../../../connectors/sentinel/schema";

const owner = "99999999-9999-9999-9999-999999999999";

const current = (properties: Partial<IncidentResponse["properties"]> = {}): IncidentResponse => ({
  etag: '"1a00c3f2"',
  properties: {
    title: "Sign-in from a listed address",
    severity: "Medium",
    status: "New",
    labels: [{ labelName: "vip" }],
    createdTimeUtc: "2026-08-01T10:44:58.1Z",
    lastModifiedTimeUtc: "2026-08-01T10:45:00.7654321Z",
    incidentNumber: 4711,
    ...properties,
  },
});

describe("bodyOf()", () => {
  it("sends back what a PUT would otherwise remove, with the etag", () => {
    const before = current({
      description: "Own example",
      owner: { objectId: owner, email: "a@contoso.example", assignedTo: null },
      classificationComment: null,
      firstActivityTimeUtc: "2026-08-01T10:00:00Z",
      incidentUrl: "https://portal.azure.com/",
    });

    expect(bodyOf(before, { status: "Active" })).toEqual({
      etag: '"1a00c3f2"',
      properties: {
        title: "Sign-in from a listed address",
        description: "Own example",
        severity: "Medium",
        status: "Active",
        owner: { objectId: owner, email: "a@contoso.example" },
        labels: [{ labelName: "vip" }],
        firstActivityTimeUtc: "2026-08-01T10:00:00Z",
      },
    });
  });

  it("sends no owner back for an incident that nobody has", () => {
    const nobody = { objectId: null, email: null, assignedTo: null, userPrincipalName: null };

    const body = bodyOf(current({ owner: nobody }), { status: "Active" });

    expect(body).not.toHaveProperty("properties.owner");
  });

  it("does not close an incident that has more alerts than were looked at", () => {
    const close = { classification: "BenignPositive" as const, comment: "Ours", alertCount: 1 };
    const withAlerts = (alertsCount: number) => current({ additionalData: { alertsCount } });

    expect(bodyOf(withAlerts(2), { close })).toBeUndefined();
    expect(bodyOf(withAlerts(1), { close })).toMatchObject({ properties: { status: "Closed" } });
  });

  it("makes several changes at once", () => {
    const body = bodyOf(current(), {
      addLabels: ["durable-response"],
      ownerObjectId: owner,
      close: { classification: "BenignPositive", reason: "SuspiciousButExpected", comment: "Ours" },
    });

    expect(body).toMatchObject({
      properties: {
        status: "Closed",
        classification: "BenignPositive",
        classificationReason: "SuspiciousButExpected",
        classificationComment: "Ours",
        owner: { objectId: owner },
        labels: [{ labelName: "vip" }, { labelName: "durable-response" }],
      },
    });
  });

  it.each([
    ["nothing", current(), {}],
    ["the status it has", current(), { status: "New" }],
    ["a label it has, in any case", current(), { addLabels: ["VIP"] }],
    ["its own owner", current({ owner: { objectId: owner } }), { ownerObjectId: owner }],
    [
      "an owner, when someone took it",
      current({ owner: { objectId: "11111111-1111-1111-1111-111111111111" } }),
      { ownerObjectId: owner },
    ],
    [
      "an owner, when a group took it",
      current({ owner: { objectId: null, assignedTo: "Tier 2" } }),
      { ownerObjectId: owner },
    ],
    ["another status, when someone closed it", current({ status: "Closed" }), { status: "Active" }],
    [
      "another classification, when someone closed it",
      current({ status: "Closed", classification: "TruePositive" }),
      { close: { classification: "BenignPositive", comment: "Ours" } },
    ],
  ] as const)("has no body for a change to %s", (_title, before, change) => {
    expect(bodyOf(before, structuredClone(change) as Parameters<typeof bodyOf>[1])).toBeUndefined();
  });

  it("tags an incident that someone closed, and leaves the rest as they set it", () => {
    const closed = current({ status: "Closed", classification: "TruePositive" });

    expect(bodyOf(closed, { status: "Active", addLabels: ["handled", "handled"] })).toMatchObject({
      properties: {
        status: "Closed",
        classification: "TruePositive",
        labels: [{ labelName: "vip" }, { labelName: "handled" }],
      },
    });
  });
});

it("the schema takes an incident whose optional members are null, and refuses other words", () => {
  const nulls = {
    ...current().properties,
    description: null,
    owner: { objectId: null, email: null, assignedTo: null, userPrincipalName: null },
    labels: null,
    classification: null,
    additionalData: null,
  };

  expect(incidentResponse.safeParse({ properties: nulls }).success).toBe(true);
  expect(incidentResponse.safeParse({ properties: { ...nulls, severity: "Severe" } }).success).toBe(
    false,
  );
});

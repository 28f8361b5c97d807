import { parseIncidentId } from "../../domain/arm-id";
import type { IncidentChange } from "../../domain/incident";
import { keepsConnectorContract } from "../support/connector-contract";
import { sampleReport } from "../support/sample-report";
import { failureOf, useStage, workspace } from "./stage";

const stage = useStage();
const ref = { ...workspace, name: "33333333-3333-3333-3333-333333333333" };
const unknown = { ...workspace, name: "44444444-4444-4444-4444-444444444444" };
const alertId = "66666666-6666-6666-6666-666666666666";
const commentId = "88888888-8888-8888-8888-888888888888";
const taskId = "99999999-8888-8888-8888-888888888888";
const owner = "99999999-9999-9999-9999-999999999999";

const incident = {
  name: ref.name,
  title: "Sign-in from a listed address",
  severity: "Medium",
  status: "New",
  labels: ["vip"],
  entities: [
    { kind: "Ip", properties: { address: "203.0.113.10" } },
    { kind: "Account", properties: { accountName: "alex", upnSuffix: "contoso.example" } },
  ],
  alerts: [{ name: alertId }],
};

beforeEach(() => {
  stage.vendors.scene("sentinel", {
    unknownIncidents: "refuse",
    limits: { writes: 10_000, reads: 10_000 },
    incidents: [incident],
  });
});

const step = { key: "an incident/a step", runId: "run-1", at: "2026-11-24T03:00:00.000Z" };

const contract = (name: string, operation: Parameters<typeof keepsConnectorContract>[1]) =>
  keepsConnectorContract(`sentinel.${name}()`, operation, stage);

contract("readIncident", {
  vendor: "sentinel",
  route: "GET /",
  isWrite: false,
  call: ({ sentinel }) => sentinel.readIncident(ref),
});

contract("readEntities", {
  vendor: "sentinel",
  route: "POST /",
  isWrite: false,
  call: ({ sentinel }) => sentinel.readEntities(ref),
});

contract("check", {
  vendor: "sentinel",
  route: "GET /",
  isWrite: false,
  call: ({ sentinel }) => sentinel.check(workspace),
});

contract("findIncidentOfAlert", {
  vendor: "sentinel",
  route: "GET /",
  isWrite: false,
  call: ({ sentinel }) => sentinel.findIncidentOfAlert(workspace, alertId),
  isNotFoundAnAnswer: true,
});

contract("updateIncident", {
  vendor: "sentinel",
  route: "PUT /",
  isWrite: true,
  call: ({ sentinel }) => sentinel.updateIncident(ref, { status: "Active" }),
  repeat: {
    deliver: ({ takeIncident }) => takeIncident({ step, ref, change: { status: "Active" } }),
    stored: () => puts().length,
  },
});

const draft = {
  title: "Failed log-ins: 203.0.113[.]9",
  description: "Found by a sweep of auth",
  severity: "High" as const,
  labels: ["responder:handled", "sweep:auth"],
  lastActivity: "2026-11-24T02:10:00.000Z",
};
/** Another one for each test: what was made stays. */
let made = ref;
let count = 0;
beforeEach(() => {
  count += 1;
  made = { ...ref, name: `0a1b2c3d-0001-8001-8001-${String(count).padStart(12, "0")}` };
});

contract("createIncident", {
  vendor: "sentinel",
  route: "PUT /",
  isWrite: true,
  call: ({ sentinel }) => sentinel.createIncident(made, draft),
  repeat: {
    deliver: ({ createIncident }) =>
      createIncident({ step: { ...step, key: `${step.key} ${made.name}` }, ref: made, draft }),
    stored: () => puts().length,
  },
});

contract("readComment", {
  vendor: "sentinel",
  route: "GET /",
  isWrite: false,
  call: async ({ sentinel }) => {
    stage.vendors.clearCalls();
    return sentinel.readComment(ref, commentId);
  },
  isNotFoundAnAnswer: true,
});

contract("putComment", {
  vendor: "sentinel",
  route: "PUT /",
  isWrite: true,
  call: ({ sentinel }) => sentinel.putComment(ref, commentId, "<p>Nothing found</p>"),
  repeat: {
    deliver: ({ addComment }) => addComment({ step, ref, report: sampleReport() }),
    stored: () => puts().length,
  },
});

contract("readTask", {
  vendor: "sentinel",
  route: "GET /",
  isWrite: false,
  call: ({ sentinel }) => sentinel.readTask(ref, taskId),
  isNotFoundAnAnswer: true,
});

const task = { title: "Ask Alex", description: "Was it you?" };

contract("putTask", {
  vendor: "sentinel",
  route: "PUT /",
  isWrite: true,
  call: ({ sentinel }) => sentinel.putTask(ref, taskId, task),
  repeat: {
    deliver: ({ addTask }) => addTask({ step, ref, task }),
    stored: () => puts().length,
  },
});

const address = (n: number) => ({
  kind: "Ip",
  properties: { address: `203.0.113.${n % 250}` },
});

const puts = () => stage.vendors.calls("sentinel").filter(({ method }) => method === "PUT");
const overtaken = (times: number, status = 409) =>
  stage.vendors.fault({ vendor: "sentinel", route: "PUT /", status, times });

describe("sentinel.readIncident()", () => {
  it("reads the incident in our words", async () => {
    const read = await stage.connectors.sentinel.readIncident(ref);

    expect(read).toEqual({
      ref,
      title: "Sign-in from a listed address",
      description: "",
      severity: "Medium",
      status: "New",
      number: expect.any(Number),
      labels: ["vip"],
      created: expect.stringMatching(/^\d{4}-/),
      lastModified: expect.stringMatching(/^\d{4}-/),
      url: expect.stringMatching(/^https:/),
      providerName: "Azure Sentinel",
      alertCount: 1,
    });
  });

  it("asks the stable API for the one incident", async () => {
    await stage.connectors.sentinel.readIncident(ref);

    const [call] = stage.vendors.calls("sentinel");
    const [path = "", query] = (call?.path ?? "").split("?");
    expect(parseIncidentId(path)).toEqual(ref);
    expect(query).toBe("api-version=2025-09-01");
  });

  it("says that there is no such incident", async () => {
    const error = await failureOf(stage.connectors.sentinel.readIncident(unknown));

    expect(error).toMatchObject({ kind: "not-found", status: 404 });
    expect(error.message).toContain(`sentinel: GET incident ${unknown.name} answered 404`);
  });

  it.each([
    ["Azure Sentinel", "9001"],
    ["Microsoft XDR", "../incidents/1"],
    ["Microsoft XDR", ""],
  ])(
    "has no id of the Defender portal when %s says %j",
    async (providerName, providerIncidentId) => {
      stage.vendors.fault({
        vendor: "sentinel",
        route: "GET /",
        body: {
          properties: {
            title: "t",
            severity: "High",
            status: "New",
            createdTimeUtc: "2026-08-01T10:44:58.1Z",
            lastModifiedTimeUtc: "2026-08-01T10:45:00.7654321Z",
            incidentNumber: 4711,
            providerName,
            providerIncidentId,
          },
        },
      });

      expect(await stage.connectors.sentinel.readIncident(ref)).not.toHaveProperty("defenderId");
    },
  );

  it("prefers the Defender portal's address", async () => {
    const url = "https://security.microsoft.com/incident2/9001/overview";
    stage.vendors.fault({
      vendor: "sentinel",
      route: "GET /",
      body: {
        properties: {
          title: "t",
          severity: "High",
          status: "Closed",
          classification: "TruePositive",
          owner: { objectId: owner },
          createdTimeUtc: "2026-08-01T10:44:58.1Z",
          lastModifiedTimeUtc: "2026-08-01T10:45:00.7654321Z",
          incidentNumber: 4711,
          incidentUrl: "https://portal.azure.com/#asset",
          providerName: "Microsoft XDR",
          providerIncidentId: "9001",
          additionalData: { alertsCount: 0, providerIncidentUrl: url },
        },
      },
    });

    await expect(stage.connectors.sentinel.readIncident(ref)).resolves.toMatchObject({
      url,
      defenderId: "9001",
      classification: "TruePositive",
      ownerObjectId: owner,
      lastModified: "2026-08-01T10:45:00.7654321Z",
      labels: [],
      alertCount: 0,
    });
  });

  it("names the role that is missing", async () => {
    stage.vendors.fault({ vendor: "sentinel", route: "GET /", status: 403, forever: true });

    const error = await failureOf(stage.connectors.sentinel.readIncident(ref));

    expect(error.message).toContain("the role Microsoft Sentinel Responder on the workspace");
  });
});

describe("sentinel.readEntities()", () => {
  it("reads what the alerts mention", async () => {
    const { entities, leftOut } = await stage.connectors.sentinel.readEntities(ref);

    expect(leftOut).toBe(0);
    expect(entities).toEqual(
      expect.arrayContaining([
        { kind: "Ip", address: "203.0.113.10" },
        expect.objectContaining({ kind: "Account", userPrincipalName: "alex@contoso.example" }),
      ]),
    );
  });

  it("keeps 500, and counts the rest and what it cannot read", async () => {
    const entities = [null, ...Array.from({ length: 509 }, (_, n) => address(n))];
    stage.vendors.fault({ vendor: "sentinel", route: "POST /", body: { entities } });

    const read = await stage.connectors.sentinel.readEntities(ref);

    expect(read.entities).toHaveLength(499);
    expect(read.leftOut).toBe(11);
  });
});

describe("sentinel.findIncidentOfAlert()", () => {
  it("finds the incident", async () => {
    const found = stage.connectors.sentinel.findIncidentOfAlert(workspace, alertId);

    await expect(found).resolves.toEqual(ref);
    expect(stage.vendors.calls("sentinel")[0]?.path).toContain(
      `/entities/${alertId}/relations?api-version=2023-05-01-preview`,
    );
  });

  it("finds none while the alert belongs to none", async () => {
    stage.vendors.fault({ vendor: "sentinel", route: "GET /", body: { value: [] } });

    const found = stage.connectors.sentinel.findIncidentOfAlert(workspace, alertId);

    await expect(found).resolves.toBeNull();
  });

  it.each([
    ["Microsoft.SecurityInsights/bookmarks", "/subscriptions/x"],
    ["Microsoft.SecurityInsights/Incidents", "https://elsewhere.example/incidents/1"],
  ])("takes no %s at %s for it", async (relatedResourceType, relatedResourceId) => {
    const value = [{ properties: { relatedResourceType, relatedResourceId } }];
    stage.vendors.fault({ vendor: "sentinel", route: "GET /", body: { value } });

    const found = stage.connectors.sentinel.findIncidentOfAlert(workspace, alertId);

    await expect(found).resolves.toBeNull();
  });

  it("does not let an alert's id lead elsewhere", async () => {
    await stage.connectors.sentinel
      .findIncidentOfAlert(workspace, "../incidents/x?y#z")
      .catch(() => null);

    expect(stage.vendors.calls("sentinel")[0]?.path).toContain(
      "/entities/..%2Fincidents%2Fx%3Fy%23z/relations?",
    );
  });
});

describe("sentinel.createIncident()", () => {
  it("makes it under the name that it is given, with title, severity, text and labels", async () => {
    const { sentinel } = stage.connectors;

    const answered = await sentinel.createIncident(made, draft);

    expect(await sentinel.readIncident(made)).toEqual(answered);
    const { title, description, severity, labels } = draft;
    expect(answered).toMatchObject({
      ref: made,
      title,
      description,
      severity,
      labels,
      status: "New",
    });
    expect(answered.number).toBeGreaterThan(0);
  });

  it("leaves one that is there as it is, whatever became of it since, and answers it", async () => {
    const { sentinel } = stage.connectors;
    await sentinel.createIncident(made, draft);
    await sentinel.updateIncident(made, { status: "Active", addLabels: ["vip"] });

    const again = await sentinel.createIncident(made, draft);

    expect(again).toMatchObject({ status: "Active", labels: [...draft.labels, "vip"] });
  });

  it("makes one of several that are asked for at once", async () => {
    const { sentinel } = stage.connectors;

    const all = await Promise.all([1, 2, 3].map(() => sentinel.createIncident(made, draft)));

    expect(new Set(all.map(({ number }) => number)).size).toBe(1);
  });

  it("says which role it needs", async () => {
    stage.vendors.fault({ vendor: "sentinel", route: "PUT /", status: 403, times: 1 });

    await expect(stage.connectors.sentinel.createIncident(made, draft)).rejects.toThrow(
      /Microsoft Sentinel Contributor/,
    );
  });
});

describe("sentinel.updateIncident()", () => {
  it("changes what it is told, and nothing else", async () => {
    const before = await stage.connectors.sentinel.readIncident(ref);

    const after = await stage.connectors.sentinel.updateIncident(ref, {
      status: "Active",
      ownerObjectId: owner,
      addLabels: ["durable-response"],
    });

    expect(after).toEqual({
      ...before,
      status: "Active",
      ownerObjectId: owner,
      labels: ["vip", "durable-response"],
      lastModified: after.lastModified,
    });
  });

  it("closes with classification, reason and comment", async () => {
    const close = {
      classification: "BenignPositive",
      reason: "SuspiciousButExpected",
      comment: "Red team",
    } as const;

    const after = await stage.connectors.sentinel.updateIncident(ref, { close });

    expect(after).toMatchObject({ status: "Closed", classification: "BenignPositive" });
  });

  it("writes once, however often it is told", async () => {
    const change: IncidentChange = { status: "Active", addLabels: ["durable-response"] };

    const first = await stage.connectors.sentinel.updateIncident(ref, change);
    const second = await stage.connectors.sentinel.updateIncident(ref, change);

    expect(puts()).toHaveLength(1);
    expect(second).toEqual(first);
  });

  it("leaves an incident closed that someone closed in the meantime", async () => {
    stage.vendors.scene("sentinel", {
      incidents: [{ ...incident, status: "Closed", classification: "TruePositive" }],
    });

    const after = await stage.connectors.sentinel.updateIncident(ref, { status: "Active" });

    expect(after).toMatchObject({ status: "Closed", classification: "TruePositive" });
    expect(puts()).toEqual([]);
  });

  it("makes its change to what others made of the incident at the same time", async () => {
    const { sentinel } = stage.connectors;
    const labels = ["one", "two", "three"];

    await Promise.all(labels.map((label) => sentinel.updateIncident(ref, { addLabels: [label] })));

    const { labels: after } = await sentinel.readIncident(ref);
    expect(after.toSorted()).toEqual(["one", "three", "two", "vip"]);
  });

  it.each([409, 412])("reads again and applies again after %i", async (status) => {
    overtaken(2, status);

    const after = await stage.connectors.sentinel.updateIncident(ref, { status: "Active" });

    expect(after.status).toBe("Active");
    expect(puts()).toHaveLength(3);
  });

  it("gives up after five tries, for the flow to come back", async () => {
    overtaken(9);

    const error = await failureOf(
      stage.connectors.sentinel.updateIncident(ref, { status: "Active" }),
    );

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(puts()).toHaveLength(5);
  });

  it("does not write again what was written when the answer got lost", async () => {
    stage.vendors.fault({
      vendor: "sentinel",
      route: "PUT /",
      kind: "reset",
      afterEffect: true,
    });
    const change = { addLabels: ["durable-response"] };

    const error = await failureOf(stage.connectors.sentinel.updateIncident(ref, change));
    const after = await stage.connectors.sentinel.updateIncident(ref, change);

    expect(error.mayHaveHappened).toBe(true);
    expect(after.labels).toEqual(["vip", "durable-response"]);
    expect(puts()).toHaveLength(1);
  });
});

describe("sentinel.putComment()", () => {
  it("writes a comment that is read back under its id", async () => {
    const { sentinel } = stage.connectors;
    const html = "<h3>Nothing found</h3><p>203[.]0[.]113[.]10 &amp; co</p>";

    await expect(sentinel.readComment(ref, commentId)).resolves.toBeNull();
    await sentinel.putComment(ref, commentId, html);

    await expect(sentinel.readComment(ref, commentId)).resolves.toBe(html);
  });

  it("puts another text in its place", async () => {
    const { sentinel } = stage.connectors;

    await sentinel.putComment(ref, commentId, "<p>one</p>");
    await sentinel.putComment(ref, commentId, "<p>two</p>");

    await expect(sentinel.readComment(ref, commentId)).resolves.toBe("<p>two</p>");
  });

  it("waits as long as Sentinel says when it writes too often", async () => {
    stage.vendors.scene("sentinel", { limits: { writes: 0 } });

    const error = await failureOf(stage.connectors.sentinel.putComment(ref, commentId, "<p>x</p>"));

    expect(error).toMatchObject({ kind: "rate-limited" });
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
  });
});

describe("sentinel.putTask()", () => {
  it("writes a task that is to be done", async () => {
    const { sentinel } = stage.connectors;

    await expect(sentinel.readTask(ref, taskId)).resolves.toBeNull();
    await sentinel.putTask(ref, taskId, task);

    await expect(sentinel.readTask(ref, taskId)).resolves.toEqual({ isDone: false });
    const [put] = puts();
    expect(put?.path).toContain(`/incidents/${ref.name}/tasks/${taskId}?api-version=2025-09-01`);
    expect(put?.body).toEqual({ properties: { ...task, status: "New" } });
  });

  it("says what Sentinel says when an incident has 40", async () => {
    const { sentinel } = stage.connectors;
    const idOf = (index: number) => `99999999-8888-8888-8888-${String(index).padStart(12, "0")}`;
    for (let index = 0; index < 40; index += 1) await sentinel.putTask(ref, idOf(index), task);

    const error = await failureOf(sentinel.putTask(ref, taskId, task));

    expect(error).toMatchObject({ kind: "permanent", status: 400 });
    expect(error.message).toContain("maximum number of 40 tasks");
  });
});

import type { RunningSimulators } from "../../simulators/server";
import type { Closing } from "../../domain/policy";
import type { Connectors } from "../../connectors";
import { keepsConnectorContract } from "../support/connector-contract";
import { failureOf, useStage } from "./stage";

const stage = useStage();
const graph = "microsoft-graph";
const route = "/v1.0/security/incidents/{id}";
const comment = "Closed by policy, run respond-1";
const closing: Closing = { classification: "TruePositive", reason: "SuspiciousActivity" };

interface Shown {
  id: string;
  status: string;
  classification: string;
  determination: string;
  comments: { comment: string }[];
}
const shown = (vendors: RunningSimulators, id = "9001"): Shown =>
  (vendors.state(graph) as { securityIncidents: Shown[] }).securityIncidents.find(
    (one) => one.id === id,
  )!;
const known = (...securityIncidents: object[]) => stage.vendors.scene(graph, { securityIncidents });
const resolve = ({ "graph-security": security }: Connectors, as = closing, id = "9001") =>
  security.resolveIncident(id, as, comment);
const writes = () =>
  stage.vendors
    .calls(graph)
    .filter(({ method }) => method !== "GET")
    .map(({ method, path, body }) => ({ method, path, body }));

beforeEach(() => {
  stage.vendors.scene(graph, { securityRequestsPerMinute: 10_000 });
  known({ id: "9001" });
});

const step = { key: "a/b/c/d/resolve in defender", runId: "run-1", at: "2026-01-01T00:00:00.000Z" };
const input = { step, id: "9001", closing, comment };

for (const [what, write, stored] of [
  [
    "the comment",
    `POST ${route}/comments`,
    (vendors: RunningSimulators) => shown(vendors).comments.length,
  ],
  [
    "the change",
    `PATCH ${route}`,
    (vendors: RunningSimulators) => Number(shown(vendors).status === "resolved"),
  ],
] as const) {
  keepsConnectorContract(
    `graph-security.resolveIncident(): ${what}`,
    {
      vendor: graph,
      connector: "graph-security",
      route: write,
      isWrite: true,
      ignoresAnswer: true,
      call: (connectors) => resolve(connectors),
      repeat: {
        deliver: (activities) => activities.resolveInDefender(input),
        stored,
      },
    },
    stage,
  );
}

keepsConnectorContract(
  "graph-security.resolveIncident(): what is there",
  {
    vendor: graph,
    connector: "graph-security",
    route: `GET ${route}`,
    isWrite: false,
    call: (connectors) => resolve(connectors),
  },
  stage,
);

keepsConnectorContract(
  "graph-security.check()",
  {
    vendor: graph,
    connector: "graph-security",
    route: "GET /v1.0/security/incidents",
    isWrite: false,
    call: ({ "graph-security": security }) => security.check(),
  },
  stage,
);

describe("an incident of the Defender portal", () => {
  it("is resolved with a comment, and nothing else of it is sent", async () => {
    await expect(resolve(stage.connectors)).resolves.toEqual({ id: "9001", state: "resolved" });

    expect(writes()).toEqual([
      {
        method: "POST",
        path: "/v1.0/security/incidents/9001/comments",
        body: { "@odata.type": "microsoft.graph.security.alertComment", comment },
      },
      {
        method: "PATCH",
        path: "/v1.0/security/incidents/9001",
        body: { status: "resolved", classification: "truePositive", determination: "other" },
      },
    ]);
  });

  it.each<[Closing, string, string]>([
    [{ classification: "TruePositive" }, "truePositive", "other"],
    [
      { classification: "BenignPositive", reason: "SuspiciousButExpected" },
      "informationalExpectedActivity",
      "other",
    ],
    [
      { classification: "FalsePositive", reason: "IncorrectAlertLogic" },
      "falsePositive",
      "notMalicious",
    ],
    [
      { classification: "FalsePositive", reason: "InaccurateData" },
      "falsePositive",
      "notEnoughDataToValidate",
    ],
    [{ classification: "Undetermined" }, "unknown", "unknown"],
  ])("is classified as Sentinel's: %j", async (as, classification, determination) => {
    await resolve(stage.connectors, as);

    expect(shown(stage.vendors)).toMatchObject({
      status: "resolved",
      classification,
      determination,
    });
  });

  it("that somebody resolved is not touched: people win", async () => {
    known({ id: "9001", status: "resolved", classification: "falsePositive" });

    await expect(resolve(stage.connectors)).resolves.toEqual({ id: "9001", state: "resolved" });

    expect(writes()).toEqual([]);
  });

  it.each(["inProgress", "awaitingAction"])("is resolved when it is %s", async (status) => {
    known({ id: "9001", status });

    await resolve(stage.connectors);

    expect(shown(stage.vendors).status).toBe("resolved");
  });

  it("is commented once, however often it is resolved", async () => {
    await resolve(stage.connectors);
    known({ ...shown(stage.vendors), status: "active" });
    await resolve(stage.connectors);

    expect(shown(stage.vendors).comments).toHaveLength(1);
  });

  it("that was merged is followed to the last one, which stays open with a comment", async () => {
    known(
      { id: "9001", status: "redirected", redirectIncidentId: "9002" },
      { id: "9002", status: "redirected", redirectIncidentId: "9003" },
      { id: "9003" },
    );

    const answers = [await resolve(stage.connectors), await resolve(stage.connectors)];

    expect(answers).toEqual([
      { id: "9003", state: "merged" },
      { id: "9003", state: "merged" },
    ]);
    expect(shown(stage.vendors, "9003")).toMatchObject({
      status: "active",
      comments: [{ comment: expect.stringContaining("incident 9001, which was merged") }],
    });
    expect(shown(stage.vendors, "9003").comments).toHaveLength(1);
  });

  it("that was merged in a circle is a failure, and is not followed for ever", async () => {
    known({ id: "9001", redirectIncidentId: "9002" }, { id: "9002", redirectIncidentId: "9001" });

    const error = await failureOf(resolve(stage.connectors));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("in a circle");
    expect(stage.vendors.calls(graph)).toHaveLength(2);
  });

  it.each(["", "9001/comments", "../users", "nine", "9".repeat(20)])(
    "has a number for an id: %j is not asked for",
    async (id) => {
      expect(await failureOf(resolve(stage.connectors, closing, id))).toMatchObject({
        kind: "permanent",
      });
      expect(stage.vendors.calls(graph)).toEqual([]);
    },
  );

  it("of which the permission lacks says which", async () => {
    stage.vendors.fault({ vendor: graph, route: `PATCH ${route}`, status: 403, forever: true });

    expect((await failureOf(resolve(stage.connectors))).message).toContain(
      "SecurityIncident.ReadWrite.All",
    );
  });
});

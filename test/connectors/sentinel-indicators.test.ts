import * as fc from "fast-check";
import { literal } from "../../connectors/azure-monitor-logs/kql";
import { indicatorQuery } from "../../connectors/azure-monitor-logs/queries";
import type { Observable } from "../../domain/observable";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage, workspaceId } from "./stage";

const stage = useStage();
const eicar = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const address = (value: string): Observable => ({ kind: "address", value });
const indicators = () => stage.connectors.reputations["sentinel-indicators"];
const lookUp = (observable: Observable) => indicators().lookUp(observable);
const logs = (scene: object) => stage.vendors.scene("azure-monitor-logs", scene);
const asked = () =>
  (
    stage.vendors.state("azure-monitor-logs") as {
      queries: { query: string; timespan?: string; workspaceId: string }[];
    }
  ).queries.at(-1);

beforeEach(() => logs({ missingTables: [], limits: { requestsPer30Seconds: 10_000 } }));

keepsConnectorContract(
  "sentinel-indicators.lookUp()",
  {
    vendor: "azure-monitor-logs",
    route: "POST /v1/workspaces",
    isWrite: false,
    call: ({ reputations }) => reputations["sentinel-indicators"].lookUp(address("45.83.64.10")),
  },
  stage,
);

keepsConnectorContract(
  "sentinel-indicators.check()",
  {
    vendor: "azure-monitor-logs",
    route: "POST /v1/workspaces",
    isWrite: false,
    call: ({ reputations }) => reputations["sentinel-indicators"].check(),
  },
  stage,
);

describe("sentinel-indicators.lookUp()", () => {
  it.each([
    [address("45.83.64.10"), "malicious"],
    [address("45.83.64.11"), "suspicious"],
    [address("20.112.52.29"), "unknown"],
    [{ kind: "domain", value: "contoso-secure-login.net" }, "malicious"],
    [{ kind: "domain", value: "never-seen.example" }, "unknown"],
    [{ kind: "url", value: "https://contoso-secure-login.net/verify" }, "malicious"],
    [{ kind: "url", value: "https://contoso-secure-login.net/verify/" }, "malicious"],
    [{ kind: "hash", value: eicar }, "malicious"],
  ] as const)("takes %j for %s", async (observable, verdict) => {
    await expect(lookUp(observable)).resolves.toMatchObject({
      source: "Sentinel indicators",
      observable,
      verdict,
    });
  });

  it("asks once, about the values and types that may name it, over the last 30 days", async () => {
    await lookUp({ kind: "url", value: "https://evil.example/" });

    const { query, timespan, workspaceId: where } = asked() ?? {};
    expect(stage.vendors.calls("azure-monitor-logs")).toHaveLength(1);
    expect([timespan, where]).toEqual(["P30D", workspaceId]);
    expect(query).toContain(
      'let values = dynamic(["https://evil.example/","https://evil.example"]);',
    );
    expect(query).toContain('let types = dynamic(["url"]);');
  });

  it("says on what the verdict rests, when that was published, and where to read more", async () => {
    await expect(lookUp(address("45.83.64.10"))).resolves.toEqual({
      source: "Sentinel indicators",
      observable: address("45.83.64.10"),
      verdict: "malicious",
      score: 90,
      confidence: 0.8,
      evidence: "1 indicator in force, confidence 90 of 100, from Contoso TAXII feed",
      reportUrl: "https://security.microsoft.com/intel-management",
      analysedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it("counts one that was published twice once, as it now is", async () => {
    const domain: Observable = { kind: "domain", value: "contoso-secure-login.net" };

    await expect(lookUp(domain)).resolves.toMatchObject({
      score: 85,
      evidence: "1 indicator in force, confidence 85 of 100, from Contoso TAXII feed",
    });
  });

  it.each([
    ["expired", "45.83.64.12", undefined],
    ["was revoked since", "45.83.64.13", undefined],
    ["was deleted", "203.0.112.1", { confidence: 95, isDeleted: true }],
    ["is not active", "203.0.112.2", { confidence: 95, isActive: false }],
    ["is not valid yet", "203.0.112.3", { confidence: 95, validFromDaysAgo: -2 }],
    ["nobody published for months", "203.0.112.4", { confidence: 95, daysAgo: 40 }],
    ["got inactive since", "203.0.112.5", [{ daysAgo: 9 }, { isActive: false }]],
  ])("takes no account of an indicator that %s", async (_title, value, said) => {
    if (said) logs({ indicators: { [value]: said } });

    await expect(lookUp(address(value))).resolves.toMatchObject({
      verdict: "unknown",
      score: null,
      confidence: 0,
      evidence: "no indicator in force names it",
    });
  });

  it("takes one without an end, or without a confidence, for what it is", async () => {
    logs({
      indicators: {
        "203.0.112.6": { confidence: 80, validForDays: null },
        "203.0.112.7": { confidence: null, source: "" },
      },
    });

    await expect(lookUp(address("203.0.112.6"))).resolves.toMatchObject({ verdict: "malicious" });
    await expect(lookUp(address("203.0.112.7"))).resolves.toMatchObject({
      verdict: "unknown",
      score: 0,
      evidence: "1 indicator in force, no confidence",
    });
  });

  it("finds a value in whatever case a feed wrote it", async () => {
    logs({
      indicators: { "EVIL.example": { confidence: 80 }, "2606:4700::ABCD": { confidence: 80 } },
    });

    for (const observable of [
      { kind: "domain", value: "evil.example" },
      { kind: "address", value: "2606:4700::abcd" },
    ] as const) {
      await expect(lookUp(observable)).resolves.toMatchObject({ verdict: "malicious" });
    }
  });

  it("does not take a file's indicator for a domain's", async () => {
    await expect(lookUp({ kind: "domain", value: eicar })).resolves.toMatchObject({
      verdict: "unknown",
    });
  });

  it("knows many addresses at once", async () => {
    const many = Array.from({ length: 300 }, (_, index) => `203.1.${index >> 8}.${index & 255}`);
    logs({ indicators: Object.fromEntries(many.map((value) => [value, { confidence: 77 }])) });

    await expect(lookUp(address("203.1.1.20"))).resolves.toMatchObject({ score: 77 });
    logs({ indicators: Object.fromEntries(many.map((value) => [value, null])) });
  });

  it("says that a workspace without the table knows nothing", async () => {
    logs({ missingTables: ["ThreatIntelIndicators"] });

    await expect(lookUp(address("45.83.64.10"))).resolves.toMatchObject({
      verdict: "unknown",
      score: null,
      confidence: 0,
      evidence: "the workspace has no table ThreatIntelIndicators",
    });
  });

  it("does not take a part of the rows for all of them", async () => {
    logs({
      answers: [
        {
          contains: ["ThreatIntelIndicators", "203.0.112.8"],
          columns: [{ name: "Confidence", type: "int" }],
          rows: [],
          partial: { message: "The query result is too large." },
        },
      ],
    });

    const error = await failureOf(lookUp(address("203.0.112.8")));

    expect(error).toMatchObject({ vendor: "azure-monitor-logs", kind: "transient" });
    expect(error.message).toContain("The query was answered in part: ");
  });

  it("does not take rows of another shape for an answer", async () => {
    logs({
      answers: [
        {
          contains: ["ThreatIntelIndicators", "203.0.112.9"],
          columns: [{ name: "n", type: "long" }],
          rows: [[1]],
        },
      ],
    });

    const error = await failureOf(lookUp(address("203.0.112.9")));

    expect(error.kind).toBe("permanent");
    expect(error.message).toContain("Confidence, SourceSystem, Published");
  });

  it("keeps a hostile value on the line of its literal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const lines = indicatorQuery([value], ["url"]).split("\n");

        expect(lines[1]).toBe(`let values = ${literal([value])};`);
        expect(lines.slice(2)).toEqual(indicatorQuery([], ["url"]).split("\n").slice(2));
      }),
    );
  });

  it("asks about a hostile value without finding anything by it", async () => {
    const value = 'https://a.example/") or true //\n| union SigninLogs\\';

    await expect(lookUp({ kind: "url", value })).resolves.toMatchObject({ verdict: "unknown" });
  });
});

describe("sentinel-indicators.check()", () => {
  it("counts the indicators in force", async () => {
    const before = Number.parseInt(await indicators().check(), 10);
    logs({
      indicators: {
        "203.0.112.20": [{ daysAgo: 9 }, { daysAgo: 2 }],
        "203.0.112.21": { isDeleted: true },
        "203.0.112.22": [{ daysAgo: 9 }, { daysAgo: 2, isRevoked: true }],
        "203.0.112.23": { validForDays: -1 },
      },
    });

    await expect(indicators().check()).resolves.toBe(`${before + 1} indicators in force`);
    expect(stage.vendors.calls("azure-monitor-logs")).toHaveLength(2);
  });

  it("fails in a workspace without the table", async () => {
    logs({ missingTables: ["ThreatIntelIndicators"] });

    const error = await failureOf(indicators().check());

    expect(error).toMatchObject({ vendor: "azure-monitor-logs", kind: "not-found" });
    expect(error.message).toBe(
      "azure-monitor-logs: the workspace has no table ThreatIntelIndicators: connect threat intelligence to Sentinel in this workspace",
    );
  });

  it("names the setting that is missing", async () => {
    const { reputations } = connectorsFor(stage.vendors.url, { LOG_ANALYTICS_WORKSPACE_ID: "" });

    const error = await failureOf(reputations["sentinel-indicators"].check());

    expect(error.message).toContain("LOG_ANALYTICS_WORKSPACE_ID is not set");
  });
});

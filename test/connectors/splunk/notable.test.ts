import type { Connectors } from "../../../connectors";
import type { FindingClosing } from "../../../domain/finding";
import type { RunningSimulators } from "../../../simulators/server";
import { keepsConnectorContract } from "../../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "../stage";

const stage = useStage();
const vendor = "splunk";
const route = "POST /services/notable_update";
const id = "1A082D7B-D5A1-4A2B-BB94-41C439BE3EB7@@notable@@cb87390ae72763679d3f6f8f097ebe2b";
const other = "1A082D7B-D5A1-4A2B-BB94-41C439BE3EB7@@notable@@0b87390ae72763679d3f6f8f097ebe2b";
const how: FindingClosing = {
  closing: { classification: "FalsePositive", reason: "IncorrectAlertLogic" },
  comment: "Closed with Microsoft Sentinel incident 4711 by policy, run respond-1",
};

interface State {
  reviews: { eventId: string; status: string; disposition: string; comment: string }[];
}
const reviews = (vendors: RunningSimulators = stage.vendors) =>
  (vendors.state(vendor) as State).reviews;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const close = (
  connectors: Connectors = stage.connectors,
  more: Partial<FindingClosing> = {},
  of = id,
) => connectors.findings["splunk-es"]!({ id: of }, { ...how, ...more });
const check = (connectors = stage.connectors) => connectors.providers[vendor]!.checkFindings!();
const notable = (eventId: string, daysAgo = 1) => ({
  eventId,
  at: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
});

beforeEach(() =>
  scene({
    notables: [notable(other), notable(id)],
    esCapabilities: ["search", "edit_notable_events"],
    esSearchable: ["notable"],
    hasEnterpriseSecurity: true,
    refusesTransition: null,
    warnings: [],
    fails: null,
    searchSeconds: 0,
    mostSearches: 1_000,
  }),
);

keepsConnectorContract(
  "splunk.closeFinding()",
  {
    vendor,
    route,
    secret: "splunk-test-es-token",
    isWrite: true,
    call: (connectors) => close(connectors),
    repeat: {
      deliver: (activities) =>
        activities.closeFinding({
          step: { key: "a/close finding", runId: "run-1", at: "2026-01-01T00:00:00.000Z" },
          finding: { source: "splunk-es", id },
          ...how,
        }),
      stored: (vendors) => reviews(vendors).length,
    },
  },
  stage,
);
keepsConnectorContract(
  "splunk.closeFinding(): what is there",
  {
    vendor,
    route: "POST /services/search/v2/jobs",
    secret: "splunk-test-es-token",
    isWrite: false,
    call: (connectors) => close(connectors),
  },
  stage,
);
keepsConnectorContract(
  "splunk.checkFindings()",
  {
    vendor,
    route: "GET /services/authentication/current-context",
    secret: "splunk-test-es-token",
    isWrite: false,
    call: (connectors) => check(connectors),
  },
  stage,
);

describe("a finding of Splunk Enterprise Security", () => {
  it("is closed by its exact id, with a comment and a disposition, and no other is", async () => {
    expect(await close()).toEqual({ state: "closed", as: "status 5, disposition:3" });

    expect(reviews()).toEqual([
      { eventId: id, status: "5", disposition: "disposition:3", comment: how.comment },
    ]);
  });

  it.each([
    [{ classification: "TruePositive", reason: "SuspiciousActivity" }, "disposition:1"],
    [{ classification: "BenignPositive", reason: "SuspiciousButExpected" }, "disposition:2"],
    [{ classification: "FalsePositive" }, "disposition:3"],
    [{ classification: "FalsePositive", reason: "InaccurateData" }, "disposition:4"],
    [{ classification: "Undetermined" }, "disposition:6"],
  ] as const)("is closed for %j as %s", async (closing, disposition) => {
    await close(stage.connectors, { closing });

    expect(reviews()).toMatchObject([{ disposition }]);
  });

  it("is closed as a site numbers it", async () => {
    const connectors = connectorsFor(stage.vendors.url, {
      SPLUNK_ES_CLOSED_STATUS: "4",
      SPLUNK_ES_DISPOSITIONS: "IncorrectAlertLogic=disposition:21",
    });

    expect(await close(connectors)).toEqual({ state: "closed", as: "status 4, disposition:21" });
    expect(reviews()).toMatchObject([{ status: "4", disposition: "disposition:21" }]);
  });

  it("keeps its disposition where a site has none", async () => {
    const connectors = connectorsFor(stage.vendors.url, { SPLUNK_ES_DISPOSITIONS: "none" });

    expect(await close(connectors)).toEqual({ state: "closed", as: "status 5" });
    const [call] = stage.vendors
      .calls(vendor)
      .filter(({ path }) => path.includes("notable_update"));
    expect(call!.body).not.toHaveProperty("disposition");
  });

  it("is left alone where somebody has ended it, and that is read anew each time", async () => {
    await close();

    expect(await close()).toEqual({ state: "was-closed", as: "Closed" });
    expect(reviews()).toHaveLength(1);
  });

  it("is left alone in a status that the settings do not call open", async () => {
    const connectors = connectorsFor(stage.vendors.url, { SPLUNK_ES_OPEN_STATUSES: "2,3" });

    expect(await close(connectors)).toEqual({ state: "was-closed", as: "New" });
    expect(reviews()).toHaveLength(0);
  });

  it.each<[string, object, string]>([
    ["is not there", { notables: [notable(other)] }, "has this id"],
    ["is older than what is looked at", { notables: [notable(id, 31)] }, "has this id"],
    ["differs in its case only", { notables: [notable(id.toLowerCase())] }, "has this id"],
    ["is not shown to the token", { esSearchable: [] }, "and the index notable"],
    [
      "is not to be searched",
      { esCapabilities: ["edit_notable_events"] },
      "the capabilities search",
    ],
    ["may not be edited", { esCapabilities: ["search"] }, "edit_notable_events"],
    [
      "is of a Splunk without Enterprise Security",
      { hasEnterpriseSecurity: false },
      "macro 'notable'",
    ],
    [
      "may not be ended from where it is",
      { refusesTransition: "transition from New to Closed is not allowed" },
      "transition from New to Closed is not allowed",
    ],
  ])("that %s stays as it is, and the error says what to do", async (_, changed, words) => {
    scene(changed);

    const error = await failureOf(close());

    expect(error.mayHaveHappened).toBe(false);
    expect(["permanent", "auth"]).toContain(error.kind);
    expect(error.message).toContain(words);
    expect(reviews()).toHaveLength(0);
  });

  it("comes again where only a part was searched", async () => {
    scene({ notables: [], warnings: ["Unable to distribute to peer idx-2"] });

    expect(await failureOf(close())).toMatchObject({
      kind: "transient",
      message: expect.stringContaining("Unable to distribute to peer idx-2"),
    });
  });

  it("is not looked for by what is no id", async () => {
    const error = await failureOf(close(stage.connectors, {}, `${id}" OR event_id="*`));

    expect(error.kind).toBe("permanent");
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it.each([
    ["SPLUNK_ES_CLOSED_STATUS", "closed"],
    ["SPLUNK_ES_OPEN_STATUSES", "0,,1"],
    ["SPLUNK_ES_DISPOSITIONS", "Malicious=disposition:1"],
    ["SPLUNK_ES_DISPOSITIONS", "TruePositive=1"],
  ])("takes no %s that is %s", (name, value) => {
    expect(() => connectorsFor(stage.vendors.url, { [name]: value })).toThrow(name);
  });
});

describe("splunk.checkFindings()", () => {
  it("says whose token it is, and changes nothing", async () => {
    expect(await check()).toBe(
      "the token of soar-es may edit findings; only a search would show which",
    );
    expect(reviews()).toHaveLength(0);
  });

  it("says which capability lacks", async () => {
    scene({ esCapabilities: ["search"] });

    expect((await failureOf(check())).message).toContain("may not edit_notable_events: give");
  });
});

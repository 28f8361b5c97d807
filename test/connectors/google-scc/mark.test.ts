import type { OutcomeEvent } from "../../../domain/report/outcome-event";
import { publishedFinding } from "../../../simulators/google/published";
import type { Finding } from "../../../simulators/google/scene";
import { keepsConnectorContract } from "../../support/connector-contract";
import { failureOf, useStage } from "../stage";

const stage = useStage();
const vendor = "google";
const connector = "google-scc";
const { name } = publishedFinding;
const other = `${name.slice(0, -1)}0`;

const event: OutcomeEvent = {
  runId: "respond-1",
  revision: 1,
  at: "2026-11-24T03:00:00.000Z",
  incident: { number: 4711, title: "Sign-in from a listed address", severity: "High" },
  verdict: "malicious",
  decisionHash: "0".repeat(64),
  text: "Automated response",
  findings: [{ id: name }],
};
const marks = {
  soarincident: "4711",
  soarverdict: "malicious",
  soarrun: "respond-1",
  soarat: "2026-11-24T03:00:00.000Z",
  soardecision: "0".repeat(64),
};
const id = "5e1f0000-0000-8000-8000-000000000001";
const step = { key: "incident/marks", runId: "respond-1", at: event.at };

const scene = (value: object) => stage.vendors.scene(vendor, value);
const rows = (vendors = stage.vendors) =>
  (vendors.state(vendor) as { findings: Finding[] }).findings;
const mark = (more: Partial<OutcomeEvent> = {}, connectors = stage.connectors) =>
  connectors.providers[connector]!.writeOutcome!({ ...event, ...more, id });

beforeEach(() => scene({ denied: [], sccPerMinute: 10_000, findings: [{ name }] }));

keepsConnectorContract(
  "googleScc.writeOutcome()",
  {
    vendor,
    connector,
    route: `PATCH /scc/v2/${name}/securityMarks`,
    isWrite: true,
    call: (connectors) => mark({}, connectors),
    repeat: {
      deliver: (activities) => activities.writeOutcome({ step, event, sink: connector }),
      stored: (vendors) => rows(vendors)[0]!.markings,
    },
  },
  stage,
);
keepsConnectorContract(
  "googleScc.writeOutcome(), what is there",
  {
    vendor,
    connector,
    route: "GET /scc/v2/organizations",
    isWrite: false,
    call: (connectors) => mark({}, connectors),
  },
  stage,
);
keepsConnectorContract(
  "googleScc.checkOutcomes()",
  {
    vendor,
    connector,
    route: "GET /scc/v2/organizations",
    isWrite: false,
    call: (connectors) => connectors.providers[connector]!.checkOutcomes!(),
  },
  stage,
);

describe("an outcome in Security Command Center", () => {
  it("stands at the finding as marks, and all other marks stay", async () => {
    scene({ findings: [{ name, marks: { owner: "web" } }, { name: other }] });

    expect(await mark()).toEqual({ isIndexed: false });

    expect(rows().map((row) => row.marks)).toEqual([{ owner: "web", ...marks }, {}]);
    const [patch] = stage.vendors.calls().filter(({ method }) => method === "PATCH");
    expect(patch).toMatchObject({
      path: `/scc/v2/${name}/securityMarks?updateMask=${encodeURIComponent(
        Object.keys(marks)
          .map((key) => `marks.${key}`)
          .join(","),
      )}`,
      body: { marks },
    });
  });

  it("is written once, however often that is asked for, and in whichever case it is kept", async () => {
    await mark();
    await mark();
    expect(rows()[0]!.markings).toBe(1);

    const kept = Object.entries(marks).map(([key, value]) => [
      key.toUpperCase(),
      value.toUpperCase(),
    ]);
    scene({ findings: [{ name, marks: Object.fromEntries(kept) as Record<string, string> }] });
    await mark();
    expect(rows()[0]!.markings).toBe(0);
  });

  it("replaces an earlier one, and is not written over a later one", async () => {
    await mark();
    const later = { at: "2026-11-24T04:00:00.000Z", verdict: "benign", revision: 2 } as const;
    await mark(later);
    await mark();

    expect(rows()).toMatchObject([{ markings: 2, marks: { soarverdict: "benign" } }]);
  });

  it("is written to all that are there, and says how many are not", async () => {
    const missing = `${name.slice(0, -1)}1`;
    scene({ findings: [{ name }, { name: other }] });

    const failure = await failureOf(
      mark({ findings: [{ id: missing }, { id: name }, { id: other }] }),
    );

    expect(failure).toMatchObject({ kind: "permanent" });
    expect(failure.message).toContain(
      "1 of 3 findings that the incident's alerts name cannot be marked: not there",
    );
    expect(rows().map(({ markings }) => markings)).toEqual([1, 1]);
  });

  it("is not said to be written where the answer has other marks", async () => {
    const route = `PATCH /scc/v2/${name}/securityMarks`;
    stage.vendors.fault({ vendor, route, body: { marks: { soarrun: "another" } } });

    expect(await failureOf(mark())).toMatchObject({ kind: "permanent", mayHaveHappened: true });
  });

  it("asks for nothing where no finding is named", async () => {
    expect(await mark({ findings: [] })).toEqual({ isIndexed: false });
    expect(stage.vendors.calls()).toEqual([]);
  });

  it("says which permission lacks", async () => {
    scene({ denied: ["securitycenter.findingsecuritymarks.update"] });

    expect((await failureOf(mark())).message).toContain(
      "a role with securitycenter.findingsecuritymarks.update on",
    );
  });
});

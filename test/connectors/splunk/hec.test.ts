import type { OutcomeEvent } from "../../../domain/report/outcome-event";
import { keepsConnectorContract } from "../../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "../stage";

const stage = useStage();
const vendor = "splunk";
const route = "POST /services/collector/event";
const channel = "7f0c9a52-0000-4000-8000-0000000000aa";

const event: OutcomeEvent = {
  runId: "respond-1",
  revision: 1,
  at: "2026-11-24T03:00:00.000Z",
  incident: { number: 4711, title: "Sign-in from a listed address", severity: "High" },
  verdict: "malicious",
  text: "Automated response",
};
const id = "5e1f0000-0000-8000-8000-000000000001";
const step = { key: "incident/splunk event", runId: "respond-1", at: event.at };

interface Taken {
  taken: { time: number; index: string; sourcetype: string; event: Record<string, unknown> }[];
}
const taken = (vendors = stage.vendors) => (vendors.state(vendor) as Taken).taken;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const write = (variables: NodeJS.ProcessEnv = {}) =>
  connectorsFor(stage.vendors.url, variables).providers[vendor]!.writeOutcome!({ ...event, id });

beforeEach(() => scene({ hecAcks: false, hecBusy: false, indexSeconds: 0 }));

keepsConnectorContract(
  "splunk.writeOutcome()",
  {
    vendor,
    route,
    secret: "splunk-test-hec-token",
    isWrite: true,
    isForbiddenRefusal: true,
    call: ({ providers }) => providers[vendor]!.writeOutcome!({ ...event, id }),
    repeat: {
      deliver: (activities) => activities.writeOutcome({ step, event }),
      stored: (vendors) => taken(vendors).length,
    },
  },
  stage,
);
keepsConnectorContract(
  "splunk.checkOutcomes()",
  {
    vendor,
    route: "GET /services/collector/health",
    isWrite: false,
    isForbiddenRefusal: true,
    call: ({ providers }) => providers[vendor]!.checkOutcomes!(),
  },
  stage,
);

describe("an outcome", () => {
  it("is one event of its own sourcetype, with the id of its run and the time of its report", async () => {
    expect(await write({ SPLUNK_HEC_INDEX: "soar" })).toEqual({ isIndexed: false });

    expect(taken().at(-1)).toEqual({
      time: Date.parse(event.at) / 1_000,
      index: "soar",
      sourcetype: "durable-response:outcome",
      event: { ...event, id },
      takenAt: expect.any(Number),
    });
  });

  it("goes into the token's own index when the settings name none", async () => {
    await write();

    expect(taken().at(-1)!.index).toBe("main");
  });

  it("is known to be indexed where Splunk acknowledges it", async () => {
    scene({ hecAcks: true, indexSeconds: 0.1 });

    expect(await write({ SPLUNK_HEC_CHANNEL: channel })).toEqual({ isIndexed: true });
  });

  it("was written though nobody acknowledges it", async () => {
    scene({ hecAcks: true });
    const before = taken().length;
    stage.vendors.fault({
      vendor,
      route: "POST /services/collector/ack",
      status: 400,
      forever: true,
    });

    const answer = await write({ SPLUNK_HEC_CHANNEL: channel });

    expect(answer).toEqual({ isIndexed: false });
    expect(taken()).toHaveLength(before + 1);
  });

  it("surely is not written while the collector is busy, so that it comes again", async () => {
    scene({ hecBusy: true });

    expect(await failureOf(write())).toMatchObject({
      kind: "rate-limited",
      status: 503,
      mayHaveHappened: false,
      retryAfterSeconds: 30,
    });
  });

  it.each([
    ["an index that is not the token's", { SPLUNK_HEC_INDEX: "other" }, {}, "SPLUNK_HEC_INDEX"],
    ["a missing channel", {}, { hecAcks: true }, "SPLUNK_HEC_CHANNEL"],
    ["a missing address", { SPLUNK_HEC_URL: "" }, {}, "SPLUNK_HEC_URL is not set"],
  ])("says what to do about %s", async (_, variables, changed, words) => {
    scene(changed);

    const error = await failureOf(write(variables));

    expect(error.mayHaveHappened).toBe(false);
    expect(error.message).toContain(words);
  });
});

import type { OutcomeEvent } from "../../../domain/report/outcome-event";
import { keepsConnectorContract } from "../../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "../stage";

const stage = useStage();
const vendor = "elastic";
const index = "durable-response-outcomes";
const writeKey = Buffer.from("elastic-write:elastic-test-write-key").toString("base64");

const event: OutcomeEvent = {
  runId: "respond-1",
  revision: 1,
  at: "2026-11-24T03:00:00.000Z",
  incident: {
    number: 4711,
    title: "Sign-in from a listed address",
    severity: "High",
    url: "https://portal.azure.com/#asset/incident",
  },
  verdict: "malicious",
  decisionHash: "0".repeat(64),
  text: "Automated response",
};
const id = "5e1f0000-0000-8000-8000-000000000001";
const step = { key: "incident/elastic event", runId: "respond-1", at: event.at };

interface State {
  documents: { index: string; id: string; source: Record<string, unknown> }[];
}
const written = (vendors = stage.vendors) =>
  (vendors.state(vendor) as State).documents.filter((one) => one.index === index);
const scene = (value: object) => stage.vendors.scene(vendor, value);
const write = (changed: Partial<OutcomeEvent> = {}, variables: NodeJS.ProcessEnv = {}) =>
  connectorsFor(stage.vendors.url, variables).providers[vendor]!.writeOutcome!({
    ...event,
    ...changed,
    id,
  });

const key = (privileges: string[], names = [index]) => ({
  id: "elastic-write",
  name: "soar",
  encoded: writeKey,
  username: "soar",
  grants: [{ names, privileges }],
});

beforeEach(() =>
  scene({
    keys: [key(["create_doc"])],
    indexes: [{ name: index, shards: 1, failing: 0 }],
    documents: [],
    rejects: false,
    autoCreate: true,
  }),
);

keepsConnectorContract(
  "elastic.writeOutcome()",
  {
    vendor,
    route: "PUT /{index}/_create/{id}",
    secret: writeKey,
    isWrite: true,
    call: ({ providers }) => providers[vendor]!.writeOutcome!({ ...event, id }),
    repeat: {
      deliver: (activities) => activities.writeOutcome({ step, event, sink: "elastic" }),
      stored: (vendors) => written(vendors).length,
    },
  },
  stage,
);
keepsConnectorContract(
  "elastic.checkOutcomes()",
  {
    vendor,
    route: "POST /_security/user/_has_privileges",
    secret: writeKey,
    isWrite: false,
    call: ({ providers }) => providers[vendor]!.checkOutcomes!(),
  },
  stage,
);

describe("an outcome", () => {
  it("is one document of the common schema, by the id of its run and its revision", async () => {
    expect(await write()).toEqual({ isIndexed: true });

    expect(written()).toEqual([
      {
        index,
        id: `${id}.1`,
        source: {
          "@timestamp": event.at,
          ecs: { version: "8.11.0" },
          message: "Automated response",
          event: {
            id,
            sequence: 1,
            kind: "event",
            action: "respond-to-incident",
            module: "durable_response",
            dataset: "durable_response.outcome",
            url: "https://portal.azure.com/#asset/incident",
          },
          service: { name: "durable-response" },
          durable_response: {
            run_id: "respond-1",
            verdict: "malicious",
            incident: { number: 4711, title: "Sign-in from a listed address", severity: "High" },
            decision_hash: "0".repeat(64),
          },
        },
      },
    ]);
  });

  it("that is there already is done, and stays as it was", async () => {
    await write();

    expect(await write({ text: "Something else" })).toEqual({ isIndexed: true });
    expect(written()).toMatchObject([{ source: { message: "Automated response" } }]);
  });

  it("has a document more once people have decided", async () => {
    await write();
    await write({ revision: 2 });

    expect(written().map((one) => one.id)).toEqual([`${id}.1`, `${id}.2`]);
  });

  it.each<[string, object, NodeJS.ProcessEnv, string]>([
    [
      "a key that may only read",
      { keys: [key(["read"])] },
      {},
      "the index privilege create_doc on",
    ],
    ["an index that is not there", { indexes: [] }, {}, "and create that index"],
    [
      "an index that nobody may create",
      { indexes: [], autoCreate: false, keys: [key(["create_doc", "auto_configure"])] },
      {},
      "see that the index exists",
    ],
    ["a missing address", {}, { ELASTIC_URL: "" }, "ELASTIC_URL is not set"],
    ["a missing index", {}, { ELASTIC_OUTCOME_INDEX: "" }, "ELASTIC_OUTCOME_INDEX is not set"],
    ["too much to do", { rejects: true }, {}, "es_rejected_execution_exception"],
  ])("says what to do about %s", async (_, changed, variables, words) => {
    scene(changed);

    const error = await failureOf(write({}, variables));

    expect(error.mayHaveHappened).toBe(false);
    expect(error.message).toContain(words);
    expect(written()).toHaveLength(0);
  });
});

describe("elastic.checkOutcomes()", () => {
  const check = () => stage.connectors.providers[vendor]!.checkOutcomes!();

  it("says where the key may write, and writes nothing", async () => {
    expect(await check()).toBe(`the API key of soar may write into ${index}`);
    expect(written()).toHaveLength(0);
  });

  it("says which privilege lacks", async () => {
    scene({ keys: [key(["create_doc"], ["other"])] });

    expect((await failureOf(check())).message).toContain(
      `not the privilege create_doc on ${index}`,
    );
  });
});

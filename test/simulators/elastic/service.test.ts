import { elastic } from "../../../simulators/elastic";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

let now = start;
let running: RunningSimulators;
const encoded = "a2V5OnNlY3JldA==";
const key = (...grants: object[]) => ({
  id: "key",
  name: "test",
  encoded,
  username: "tester",
  grants,
});
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [elastic], now: () => now });
  running.scene("elastic", {
    keys: [key({ names: ["*"], privileges: ["all"] })],
    indexes: [
      { name: "logs-a", shards: 1, failing: 0 },
      { name: "secret", shards: 1, failing: 0 },
    ],
    documents: [],
  });
});
afterEach(() => running.close());

interface Body {
  error?: { type: string; reason: string };
  hits?: { total: { value: number; relation: string } };
  aggregations?: Record<string, unknown>;
  index?: Record<string, Record<string, boolean>>;
}
async function ask(method: string, path: string, body: unknown, header = `ApiKey ${encoded}`) {
  const response = await fetch(`${running.url}/elastic${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(header !== "" && { authorization: header }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Body };
}
const search = (query: object, to = "/logs-*/_search", more: object = {}) =>
  ask("POST", to, { size: 0, query, ...more });
const count = async (query: object) => (await search(query)).body.hits?.total.value;
const errorOf = async (asked: ReturnType<typeof ask>) => {
  const { status, body } = await asked;
  return [status, body.error?.type];
};
const put = (id: string, source: unknown, index = "logs-a") =>
  ask("PUT", `/${index}/_create/${id}`, source);

describe("a query", () => {
  beforeEach(() =>
    running.scene("elastic", {
      documents: [
        {
          index: "logs-a",
          source: { "@timestamp": "2026-08-01T10:00:00Z", user: { name: "Alex" } },
        },
        { index: "logs-a", source: { "@timestamp": "2026-07-01T10:00:00Z", "source.ip": "::1" } },
        {
          index: "secret",
          source: { "@timestamp": "2026-08-01T10:00:00Z", user: { name: "Alex" } },
        },
      ],
    }),
  );

  it.each<[string, object, number]>([
    ["a term, as it is written", { term: { "user.name": { value: "alex" } } }, 0],
    ["a term in any case", { term: { "user.name": { value: "alex", case_insensitive: true } } }, 1],
    ["an address, however it is written", { term: { "source.ip": { value: "0:0::1" } } }, 1],
    ["the time before now", { range: { "@timestamp": { gte: "now-1d", lte: "now" } } }, 1],
    [
      "all of some, and one of others",
      {
        bool: {
          filter: [{ range: { "@timestamp": { lte: "now" } } }],
          should: [{ term: { "user.name": { value: "Alex" } } }],
          minimum_should_match: 1,
        },
      },
      1,
    ],
    ["everything", { match_all: {} }, 2],
  ])("finds by %s", async (_, query, found) => {
    expect(await count(query)).toBe(found);
  });

  it.each<[string, object, number, string]>([
    ["an unknown one", { fuzzy: { a: "b" } }, 400, "parsing_exception"],
    ["two at once", { term: { a: "b" }, match_all: {} }, 400, "parsing_exception"],
    [
      "an address in any case",
      { term: { "source.ip": { value: "::1", case_insensitive: true } } },
      400,
      "query_shard_exception",
    ],
    [
      "an address that is none",
      { term: { "source.ip": { value: "x" } } },
      400,
      "query_shard_exception",
    ],
    [
      "a time that is none",
      { range: { "@timestamp": { gte: "yesterday" } } },
      400,
      "parse_exception",
    ],
  ])("is refused: %s", async (_, query, status, type) => {
    expect(await errorOf(search(query))).toEqual([status, type]);
  });

  it("counts by terms, and tells how many it does not name", async () => {
    running.scene("elastic", {
      documents: ["a", "a", "b", "c"].map((dataset) => ({
        index: "logs-a",
        source: { "@timestamp": "2026-08-01T10:00:00Z", event: { dataset } },
      })),
    });

    const { body } = await search({ match_all: {} }, "/logs-a/_search", {
      aggs: {
        kinds: { terms: { field: "event.dataset", size: 1 } },
        last: { max: { field: "@timestamp" } },
        never: { min: { field: "other" } },
      },
    });

    expect(body.aggregations).toEqual({
      kinds: expect.objectContaining({
        sum_other_doc_count: 2,
        buckets: [{ key: "a", doc_count: 2 }],
      }),
      last: { value: Date.parse("2026-08-01T10:00:00Z") },
      never: { value: null },
    });
  });

  it("stops counting at ten thousand unless it is asked to go on", async () => {
    running.scene("elastic", {
      documents: Array.from({ length: 10_001 }, () => ({ index: "logs-a", source: {} })),
    });

    const total = async (more: object) =>
      (await search({ match_all: {} }, "/logs-a/_search", more)).body.hits!.total;

    expect(await total({})).toEqual({ value: 10_000, relation: "gte" });
    expect(await total({ track_total_hits: true })).toEqual({ value: 10_001, relation: "eq" });
    expect(await total({ terminate_after: 1 })).toEqual({ value: 1, relation: "eq" });
  });
});

describe("access", () => {
  it("is for API keys only", async () => {
    expect(await errorOf(ask("POST", "/logs-a/_search", {}, ""))).toEqual([
      401,
      "security_exception",
    ]);
    expect(await errorOf(ask("POST", "/logs-a/_search", {}, "ApiKey x"))).toEqual([
      401,
      "security_exception",
    ]);
  });

  it("refuses a name that the key may not read, and leaves it out of a pattern", async () => {
    running.scene("elastic", {
      keys: [key({ names: ["logs-*"], privileges: ["read"] })],
      documents: [{ index: "secret", source: {} }],
    });

    expect(await errorOf(search({ match_all: {} }, "/secret/_search"))).toEqual([
      403,
      "security_exception",
    ]);
    expect((await search({ match_all: {} }, "/*/_search")).body.hits!.total.value).toBe(0);
    expect(await errorOf(put("1", {}))).toEqual([403, "security_exception"]);
  });

  it("does not know an index that is not there, and a pattern for none where that was asked for", async () => {
    const refused = [404, "index_not_found_exception"];
    expect(await errorOf(search({ match_all: {} }, "/logs-b/_search"))).toEqual(refused);
    expect((await search({ match_all: {} }, "/none-*/_search")).status).toBe(200);
    expect(
      await errorOf(search({ match_all: {} }, "/none-*/_search?allow_no_indices=false")),
    ).toEqual(refused);
  });

  it("says of each index what the key may do", async () => {
    running.scene("elastic", { keys: [key({ names: ["logs-*"], privileges: ["write"] })] });

    const { body } = await ask("POST", "/_security/user/_has_privileges", {
      index: [{ names: ["logs-a", "logs-*", "secret"], privileges: ["create_doc", "read"] }],
    });

    expect(body).toMatchObject({
      username: "tester",
      has_all_requested: false,
      index: {
        "logs-a": { create_doc: true, read: false },
        "logs-*": { create_doc: true, read: false },
        secret: { create_doc: false, read: false },
      },
    });
  });
});

describe("a document", () => {
  it("is created once, under its id", async () => {
    expect(await put("1", { a: 1 })).toMatchObject({
      status: 201,
      body: { _id: "1", result: "created", _seq_no: 0 },
    });
    expect(await errorOf(put("1", { a: 2 }))).toEqual([409, "version_conflict_engine_exception"]);
    expect((running.state("elastic") as { documents: object[] }).documents).toEqual([
      { index: "logs-a", id: "1", source: { a: 1 } },
    ]);
  });

  it("brings its index into being, unless the cluster makes none", async () => {
    expect((await put("1", {}, "new")).status).toBe(201);
    running.scene("elastic", { autoCreate: false });
    expect(await errorOf(put("1", {}, "newer"))).toEqual([404, "index_not_found_exception"]);
  });

  it("is refused with an id that is too long, and when it is none", async () => {
    expect(await errorOf(put("x".repeat(513), {}))).toEqual([
      400,
      "action_request_validation_exception",
    ]);
    expect(await errorOf(put("1", []))).toEqual([400, "document_parsing_exception"]);
  });

  it("is not taken while there is too much to do", async () => {
    running.scene("elastic", { rejects: true });

    expect(await errorOf(put("1", {}))).toEqual([429, "es_rejected_execution_exception"]);
  });
});

it("refuses a scene that it does not know", () => {
  expect(() => running.scene("elastic", { documents: [{ a: 1 }] })).toThrow(/takes "keys"/);
});

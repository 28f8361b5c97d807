import { type Answer, type SimulatedRequest, isRecord } from "../simulator";
import { aggregated } from "./aggregations";
import { ElasticError, noSuchIndex, notUnderstood } from "./errors";
import { type ApiKey, covers, hasSome, may, unauthorized } from "./keys";
import { type Fields, fieldsOf, filterOf } from "./query";
import type { DocumentRow, IndexRow } from "./scene";

export interface Cluster {
  now(): number;
  indexes(): IndexRow[];
  documents(): DocumentRow[];
  timesOut(): boolean;
}

const action = "indices:data/read/search";

/**
 * The indexes that a list of names and patterns stands for. What a key may not read a pattern leaves out without
 * a word; a name that it may not read is refused.
 */
export function resolved(
  target: string,
  query: URLSearchParams,
  key: ApiKey,
  indexes: readonly IndexRow[],
): IndexRow[] {
  if (!hasSome(key, "read")) throw unauthorized(key, action, "read", []);
  const found = target.split(",").flatMap((name) => {
    const ones = indexes.filter((one) => covers(name, one.name));
    if (!name.endsWith("*")) {
      if (!may(key, "read", name)) throw unauthorized(key, action, "read", [name]);
      if (ones.length > 0 || query.get("ignore_unavailable") === "true") return ones;
      throw noSuchIndex(name);
    }
    const shown = ones.filter((one) => may(key, "read", one.name));
    if (shown.length > 0 || query.get("allow_no_indices") !== "false") return shown;
    throw noSuchIndex(name);
  });
  return [...new Set(found)];
}

const known = new Set(["size", "timeout", "track_total_hits", "terminate_after", "query", "aggs"]);

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search, without hits of their own. */
export function search(
  cluster: Cluster,
  key: ApiKey,
  { params, query, json }: SimulatedRequest,
): Answer {
  const body = isRecord(json) ? json : {};
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw notUnderstood(`unknown key [${unknown}] in the search body`);
  }
  const indexes = resolved(params["target"]!, query, key, cluster.indexes());
  const filter = filterOf(body["query"] ?? { match_all: {} }, cluster.now());
  const found = answering(cluster, indexes).filter(filter);
  const shards = shardsOf(indexes);
  if (shards.total > 0 && shards.failed === shards.total) {
    throw new ElasticError(503, "search_phase_execution_exception", "all shards failed", {
      phase: "query",
      grouped: true,
      failed_shards: shards.failures,
    });
  }
  const most = Number(body["terminate_after"] ?? Number.POSITIVE_INFINITY) * shards.total;
  const total = Math.min(found.length, most);
  const isExact = body["track_total_hits"] === true || total <= 10_000;
  return {
    body: {
      took: 3,
      timed_out: cluster.timesOut(),
      ...(found.length > most && { terminated_early: true }),
      _shards: shards,
      hits: {
        total: { value: isExact ? total : 10_000, relation: isExact ? "eq" : "gte" },
        max_score: null,
        hits: [],
      },
      ...(body["aggs"] !== undefined && { aggregations: aggregated(body["aggs"], found) }),
    },
  };
}

/** The documents of shards that answer; half of them where the search ends at its time. */
function answering(cluster: Cluster, indexes: readonly IndexRow[]): Fields[] {
  const found = indexes.flatMap(({ name, shards, failing }) =>
    cluster
      .documents()
      .filter(({ index }) => index === name)
      .filter((_, at) => at % shards >= failing),
  );
  const most = cluster.timesOut() ? Math.floor(found.length / 2) : found.length;
  return found.slice(0, most).map(({ source }) => fieldsOf(source));
}

function shardsOf(indexes: readonly IndexRow[]) {
  const sum = (of: (row: IndexRow) => number): number =>
    indexes.reduce((total, row) => total + of(row), 0);
  const [total, failed] = [sum(({ shards }) => shards), sum(({ failing }) => failing)];
  const failures = indexes
    .filter(({ failing }) => failing > 0)
    .map(({ name }) => ({
      shard: 0,
      index: name,
      node: "yRZqZWfoTeq4rvcUwbRJVA",
      reason: { type: "no_shard_available_action_exception", reason: null },
    }));
  return {
    total,
    successful: total - failed,
    skipped: 0,
    failed,
    ...(failed > 0 && { failures }),
  };
}

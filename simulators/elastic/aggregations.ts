import { isRecord } from "../simulator";
import { notUnderstood } from "./errors";
import type { Fields } from "./query";

/** https://www.elastic.co/docs/explore-analyze/query-filter/aggregations: min, max and terms. */
export const aggregated = (aggs: unknown, found: readonly Fields[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(isRecord(aggs) ? aggs : {}).map(([name, one]) => [name, result(one, found)]),
  );

function result(agg: unknown, found: readonly Fields[]): unknown {
  const [kind = "", body] = isRecord(agg) ? (Object.entries(agg)[0] ?? []) : [];
  if (!isRecord(body)) throw notUnderstood(`Aggregation definition for [${kind}] is malformed`);
  const field = String(body["field"]);
  if (kind === "min" || kind === "max") {
    const times = found.flatMap((fields) => fields[field] ?? []).map((one) => timeOf(one));
    return { value: times.length === 0 ? null : Math[kind](...times) };
  }
  if (kind !== "terms") throw notUnderstood(`Unknown aggregation type [${kind}]`);
  const missing = body["missing"];
  const keys = found.flatMap((fields) => fields[field] ?? (missing === undefined ? [] : [missing]));
  const groups = [...Map.groupBy(keys, String)]
    .map(([key, ones]) => ({ key, doc_count: ones.length }))
    .toSorted((one, other) => other.doc_count - one.doc_count || (one.key < other.key ? -1 : 1));
  const size = typeof body["size"] === "number" ? body["size"] : 10;
  const others = groups.slice(size).reduce((sum, { doc_count: count }) => sum + count, 0);
  return {
    doc_count_error_upper_bound: 0,
    sum_other_doc_count: others,
    buckets: groups.slice(0, size),
  };
}

const timeOf = (value: unknown): number => Date.parse(String(value));

import { type HttpRequest } from "../http";
import { searchSeconds } from "./client";
import type { Clause } from "./terms";

/** Kinds of events that are named; Elasticsearch counts the events of all others. */
export const mostNamed = 5;

const during = (days: number) => ({ range: { "@timestamp": { gte: `now-${days}d`, lte: "now" } } });

/** A search that answers with numbers only. A name or pattern that stands for no index is refused. */
const search = (indexes: readonly string[], label: string, body: object): HttpRequest => ({
  method: "POST",
  path: `/${indexes.join(",")}/_search`,
  query: { allow_no_indices: "false", ignore_unavailable: "false" },
  label,
  body: { size: 0, timeout: `${searchSeconds}s`, ...body },
});

/** How many events of some days hold one of the clauses, when, and of which datasets; the most frequent first. */
export const eventsNaming = (
  indexes: readonly string[],
  clauses: readonly Clause[],
  days: number,
): HttpRequest =>
  search(indexes, "the search for an entity", {
    track_total_hits: true,
    query: { bool: { filter: [during(days), oneOf(clauses)] } },
    aggs: {
      first: { min: { field: "@timestamp" } },
      last: { max: { field: "@timestamp" } },
      datasets: { terms: { field: "event.dataset", size: mostNamed, missing: "(none)" } },
    },
  });

const oneOf = (clauses: readonly Clause[]) => ({
  bool: { should: clauses, minimum_should_match: 1 },
});

/** Whether there is an event at all: it ends with the first one of each shard. */
export const anyEvent = (indexes: readonly string[], days: number): HttpRequest =>
  search(indexes, "the search for any event", {
    terminate_after: 1,
    query: { bool: { filter: [during(days)] } },
  });

import { cleanLine } from "../../domain/clean-text";
import type { ContextFinding } from "../../domain/context";
import type { Entity } from "../../domain/entity";
import { readableTime } from "../../domain/readable-time";
import { keyOf, labelOf } from "../../domain/signal";
import { counted } from "../../domain/words";
import { ifNotFound } from "../connector-error";
import type { Http } from "../http";
import { searchSeconds } from "./client";
import { type Naming, anyResponse, namingResponse } from "./schema";
import { anyEvent, eventsNaming } from "./search";
import { clausesOf } from "./terms";

/** How many events of the last days name an entity, when, and of which kind: no evidence for or against it. */
export async function describe(
  http: Http,
  indexes: readonly string[],
  entity: Entity,
  days: number,
): Promise<ContextFinding> {
  const finding = (state: ContextFinding["state"], facts: string[], note?: string) => ({
    source: "elastic",
    about: keyOf(entity),
    label: cleanLine(labelOf(entity), 120),
    state,
    facts: facts.map((fact) => cleanLine(fact, 200)),
    signals: [],
    ...(note !== undefined && { note: cleanLine(note, 300) }),
  });

  const clauses = clausesOf(entity);
  if (clauses.length === 0) return finding("not-collected", [], nameless);
  const found = await http
    .read(namingResponse, eventsNaming(indexes, clauses, days))
    .catch(ifNotFound(undefined));
  if (found === undefined) return finding("not-collected", [], missing(indexes));
  const note = partOf(found);
  const facts = factsOf(found, days);
  if (facts.length > 0) return finding(note ? "partial" : "found", facts, note);
  if (note !== undefined) return finding("partial", [], note);
  // Of indexes that a pattern stands for, those that the key may not read are left out in silence.
  const any = await http.read(anyResponse, anyEvent(indexes, days));
  if (any.hits.total.value > 0) return finding("none", []);
  return finding("not-collected", [], partOf(any) ?? emptyNote(indexes, days));
}

const nameless =
  "no name is known of it that a field of the Elastic Common Schema could hold: a principal name, an id, a name with its domain, a host's name, an address, a domain, a URL or a hash";

const missing = (indexes: readonly string[]): string =>
  `one of ${indexes.join(", ")} stands for no index that the API key is shown: see ELASTIC_INDEXES, and what the key may read`;

const emptyNote = (indexes: readonly string[], days: number): string =>
  `the API key is shown no event ${daysText(days)} of ${indexes.join(", ")}: see that events come, and that the key may read them`;

/** Why there may be more. */
function partOf({ timed_out: isLate, _shards: shards }: Pick<Naming, "timed_out" | "_shards">) {
  if (shards.failed > 0) {
    const [first] = shards.failures ?? [];
    const why = first?.reason ? ` (${first.reason.type})` : "";
    return `${shards.failed} of ${counted(shards.total, "shard")} gave no answer${why}`;
  }
  return isLate ? `Elasticsearch ended the search after ${searchSeconds} s` : undefined;
}

function factsOf({ hits, aggregations }: Naming, days: number): string[] {
  const { first, last, datasets } = aggregations;
  const { value: total } = hits.total;
  if (total === 0) return [];
  const kinds = datasets.buckets.map(
    ({ key, doc_count: count }) => `${cleanLine(key, 30)} (${count})`,
  );
  const more = datasets.sum_other_doc_count;
  const others = more > 0 ? ` and ${counted(more, "event")} of others` : "";
  const times =
    first.value === null || last.value === null
      ? ""
      : `, from ${timeOf(first.value)} to ${timeOf(last.value)}`;
  return [
    `Named by ${counted(total, "event")} ${daysText(days)}${times}`,
    `Datasets: ${kinds.join(", ")}${others}`,
  ];
}

const timeOf = (milliseconds: number): string => readableTime(new Date(milliseconds).toISOString());

const daysText = (days: number): string =>
  days === 1 ? "in the last day" : `in the last ${days} days`;

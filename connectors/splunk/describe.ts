import { cleanLine } from "../../domain/clean-text";
import type { ContextFinding } from "../../domain/context";
import type { Entity } from "../../domain/entity";
import { readableTime } from "../../domain/readable-time";
import { keyOf, labelOf } from "../../domain/signal";
import { counted } from "../../domain/words";
import { ConnectorError } from "../connector-error";
import { type Splunk, vendor } from "./client";
import { type Found, runSearch } from "./job";
import { namesOf } from "./names";
import { type Seen, countRow, seenRow } from "./schema";
import { eventsNaming, eventsOf, maxRows } from "./searches";

const source = "splunk";
const mostNamed = 5;

/** How many events of the last days name an entity, when, and of which kind: no evidence for or against it. */
export async function describe(
  { http, indexes }: Splunk,
  entity: Entity,
  days: number,
  incident = "",
): Promise<ContextFinding> {
  const finding = (state: ContextFinding["state"], facts: string[], note?: string) => ({
    source,
    about: keyOf(entity),
    label: cleanLine(labelOf(entity), 120),
    state,
    facts: facts.map((fact) => cleanLine(fact, 200)),
    signals: [],
    ...(note !== undefined && { note: cleanLine(note, 300) }),
  });
  const ask = (search: Parameters<typeof runSearch>[1]["search"]) =>
    runSearch(http, { search, days, by: incident });

  const names = namesOf(entity);
  if (names.length === 0) return finding("not-collected", [], nameless);
  const found = await ask(eventsNaming(names, indexes));
  const seen = seenIn(found);
  const note = noteOf(found);
  if (seen.length > 0) return finding(note ? "partial" : "found", factsOf(seen, days), note);
  if (note !== undefined) return finding("partial", [], note);
  // Splunk finds nothing in an index that is not there, or is not for this token, and does not say so.
  const all = await ask(eventsOf(indexes));
  const count = all.rows.reduce((sum, row) => sum + read(countRow, row).count, 0);
  return count > 0 ? finding("none", []) : finding("not-collected", [], emptyNote(indexes, days));
}

const nameless =
  "no name is known of it that whole words of Splunk could hold: a principal name, an id, a domain's name, a host's name or an address";

const emptyNote = (indexes: readonly string[], days: number): string =>
  `the token is shown no event ${daysText(days)} of ${indexes.join(", ")}: see that they exist, and that a role of its user may search them`;

function noteOf({ rows, partial }: Found): string | undefined {
  if (partial !== undefined) return partial;
  return rows.length > maxRows ? `only the first ${maxRows} sourcetypes were read` : undefined;
}

const seenIn = ({ rows }: Found): Seen[] => rows.slice(0, maxRows).map((row) => read(seenRow, row));

/** A row that is not what was searched for is no answer. */
function read<T>(
  schema: { safeParse(row: unknown): { success: true; data: T } | { success: false } },
  row: unknown,
): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  throw new ConnectorError(vendor, "permanent", "The results of the search have other fields");
}

function factsOf(seen: readonly Seen[], days: number): string[] {
  const total = seen.reduce((sum, { count }) => sum + count, 0);
  const first = Math.min(...seen.map((row) => row.first));
  const last = Math.max(...seen.map((row) => row.last));
  const kinds = seen
    .slice(0, mostNamed)
    .map(({ sourcetype, count }) => `${cleanLine(sourcetype, 30)} (${count})`);
  const more = seen.length - kinds.length;
  return [
    `Named by ${counted(total, "event")} ${daysText(days)}, from ${timeOf(first)} to ${timeOf(last)}`,
    `Sourcetypes: ${kinds.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  ];
}

const timeOf = (seconds: number): string => readableTime(new Date(seconds * 1_000).toISOString());

const daysText = (days: number): string =>
  days === 1 ? "in the last day" : `in the last ${days} days`;

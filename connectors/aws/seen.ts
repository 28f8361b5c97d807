import { cleanLine } from "../../domain/clean-text";
import type { ContextFinding } from "../../domain/context";
import type { ContextSourceName } from "../../domain/context-source";
import type { Entity } from "../../domain/entity";
import { readableTime } from "../../domain/readable-time";
import { keyOf, labelOf } from "../../domain/signal";
import { counted } from "../../domain/words";

const mostShown = 5;

/** A finding, the part that people read. */
export interface Seen {
  id: string;
  /** "HIGH". */
  severity: string;
  type: string;
  title: string;
  /** ISO 8601. */
  updated: string;
  /** "archived", "RESOLVED, seen 12 times". */
  state: string;
}

/** What was found about an entity. */
export interface Found {
  /** In any order, each once. */
  newest: Seen[];
  /** How many there are at least. */
  count: number;
  /** Whether there are more than were counted. */
  isCut: boolean;
  /** What whoever reads it must know of how it was looked for. */
  note?: string;
}

/** No evidence for or against it: what a detector says has become an alert of its own where a team wants that. */
export function contextOf(
  source: ContextSourceName,
  entity: Entity,
  found: Found | undefined,
  days: number,
): ContextFinding {
  const named = {
    source,
    about: keyOf(entity),
    label: cleanLine(labelOf(entity), 120),
    signals: [],
  };
  if (!found) {
    const note =
      "it has no name of AWS: an instance's id, an ARN, an access key's id, an IAM user's name or an address";
    return { ...named, state: "not-collected", facts: [], note };
  }
  const { count, isCut } = found;
  const more = isCut ? `there are more than the ${count} that were looked at` : undefined;
  const note = [more, found.note].filter((text) => text !== undefined).join("; ");
  return {
    ...named,
    state: isCut ? "partial" : count > 0 ? "found" : "none",
    facts: count > 0 ? factsOf(found, days) : [],
    ...(note !== "" && { note: cleanLine(note, 300) }),
  };
}

function factsOf({ newest, count, isCut }: Found, days: number): string[] {
  const sorted = newest.toSorted((a, b) => (a.updated < b.updated ? 1 : -1));
  const latest = readableTime(sorted[0]?.updated ?? "");
  const within = days === 1 ? "the last day" : `the last ${days} days`;
  return [
    `${isCut ? "At least " : ""}${counted(count, "finding")} in ${within}, the newest of ${latest}`,
    ...sorted
      .slice(0, mostShown)
      .map(
        ({ severity, type, title, updated, state }) =>
          `${severity} ${cleanLine(title, 100)} (${cleanLine(type, 50)}), ${readableTime(updated)}, ${state}`,
      ),
  ].map((fact) => cleanLine(fact, 200));
}

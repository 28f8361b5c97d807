import { cleanLine } from "../../domain/clean-text";
import type { ContextFinding } from "../../domain/context";
import type { Entity } from "../../domain/entity";
import { readableTime } from "../../domain/readable-time";
import { keyOf, labelOf } from "../../domain/signal";
import { counted } from "../../domain/words";
import { type Center, parentsOf, vendor } from "./client";
import { anyOf } from "./filter";
import { listFindings } from "./list";
import { isNamed, namesOf } from "./names";
import type { Finding } from "./schema";

const dayMs = 86_400_000;
const mostTold = 6;

/** Which findings of the last days name an entity, the newest first: nothing that counts against it. */
export async function describe(
  center: Center,
  entity: Entity,
  days: number,
): Promise<ContextFinding> {
  parentsOf(center);
  const finding = (state: ContextFinding["state"], facts: string[], note?: string) => ({
    source: vendor,
    about: keyOf(entity),
    label: cleanLine(labelOf(entity), 120),
    state,
    facts: facts.map((fact) => cleanLine(fact, 200)),
    signals: [],
    ...(note !== undefined && { note: cleanLine(note, 300) }),
  });

  const names = namesOf(entity);
  if (!names) return finding("not-collected", [], nameless);
  const since = Date.now() - days * dayMs;
  const { findings, isCut } = await listFindings(center, anyOf(names.field, names.values, since));
  const own = findings.filter((one) => isNamed(names, one));
  const others = findings.length - own.length;
  const notes = [
    ...(isCut ? [`only the newest ${findings.length} were read`] : []),
    ...(others > 0
      ? [
          `${counted(others, "finding")} that Google answered, too, ${others === 1 ? "names" : "name"} something else`,
        ]
      : []),
  ];
  const note = notes.length > 0 ? notes.join("; ") : undefined;
  if (own.length === 0) return finding(note ? "partial" : "none", [], note);
  return finding(note ? "partial" : "found", factsOf(own, days), note);
}

const nameless =
  "findings name things of Google Cloud by a full resource name, accounts by an email, and addresses: none of these is known of it";

function factsOf(findings: readonly Finding[], days: number): string[] {
  const active = findings.filter(({ state }) => state === "ACTIVE").length;
  const more = findings.length - mostTold;
  const within = days === 1 ? "in the last day" : `in the last ${days} days`;
  return [
    `Named by ${counted(findings.length, "finding")} ${within}, ${active} active`,
    ...findings.slice(0, mostTold).map(lineOf),
    ...(more > 0 ? [`${counted(more, "older finding")}: see Security Command Center`] : []),
  ];
}

/** "High threat: Persistence: IAM Anomalous Grant, active, 2026-11-24 02:41 UTC, finding 5c0f…" */
function lineOf({
  name,
  category,
  severity,
  findingClass,
  state,
  mute,
  eventTime,
}: Finding): string {
  const kind = `${wordOf(severity)} ${wordOf(findingClass)}`.trim();
  return [
    `${kind.charAt(0).toUpperCase()}${kind.slice(1)}: ${cleanLine(category ?? "", 70)}`,
    wordOf(state),
    ...(mute === "MUTED" ? ["muted"] : []),
    ...(eventTime ? [readableTime(cleanLine(eventTime, 40))] : []),
    `finding ${cleanLine(name.slice(name.lastIndexOf("/") + 1), 40)}`,
  ].join(", ");
}

/** An enumeration's value as a word: "SCC_ERROR" is "scc error". */
const wordOf = (value: string | null | undefined): string =>
  cleanLine(value ?? "", 30)
    .toLowerCase()
    .replaceAll("_", " ");

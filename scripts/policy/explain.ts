import { findingSources } from "../../domain/finding-source";
import {
  CONTAINMENT_KINDS,
  type ContainmentKind,
  containmentKinds,
  takesObservable,
} from "../../domain/containment-kind";
import { CONTEXT_SOURCES, contextSources } from "../../domain/context-source";
import { defang } from "../../domain/defang";
import type { Entity } from "../../domain/entity";
import { refusalOf } from "../../domain/guard";
import type { IncidentHint, Severity } from "../../domain/incident";
import type { Observable } from "../../domain/observable";
import { observablesOf } from "../../domain/observables";
import type { Closing, KindPolicy, Policy } from "../../domain/policy";
import { labelOf } from "../../domain/signal";
import { isAtLeast } from "../../domain/severity";
import { questionsOf, sources } from "../../domain/source";
import { counted } from "../../domain/words";

/**
 * What a policy means for an incident, line by line, from the two alone: nobody is asked, so what
 * depends on an answer says on which one. A time (ISO 8601) decides about maintenance.
 */
export function explained(
  hint: Pick<IncidentHint, "title" | "severity" | "entities">,
  policy: Policy,
  at: string,
): string[] {
  // Sentinel says it when the trigger does not.
  const severity = hint.severity ?? "Medium";
  const said = hint.severity ?? "not in the file; Medium is assumed";
  return [
    `${hint.title ?? "Incident"} (severity ${said}, ${counted(hint.entities.length, "entity", "entities")})`,
    ...section("The case", caseLines(severity, policy)),
    ...section("Looked up", lookUpLines(hint.entities, policy)),
    ...section("Context", contextLines(hint.entities, policy)),
    ...section("Contained", containLines(hint.entities, severity, policy, at)),
    ...section("Limits", limitLines(policy)),
    ...section("Closed", closingLines(policy)),
  ].map(defang);
}

const section = (title: string, lines: string[]): string[] => [
  "",
  title,
  ...(lines.length > 0 ? lines : ["nothing"]).map((line) => `  ${line}`),
];

function caseLines(severity: Severity, { open, notify }: Policy): string[] {
  const from = (floor: Severity | null, done: string, not: string): string => {
    if (floor === null) return `${not}: the policy never does`;
    return isAtLeast(severity, floor) ? done : `${not}: the policy does from ${floor} on`;
  };
  const channels = notify.channels.length > 0 ? notify.channels.join(", ") : "no channel";
  return [
    `taken in Sentinel, tagged ${open.tag}${open.ownerObjectId ? ", given an owner unless it has one" : ""}`,
    from(open.ticketFromSeverity, `a ticket in ${open.ticketSystem}`, "no ticket"),
    from(notify.fromSeverity, `a message through ${channels}`, "no message"),
    from(notify.pageFromSeverity, "somebody is paged", "nobody is paged"),
  ];
}

function lookUpLines(entities: Entity[], policy: Policy): string[] {
  const { observables, leftOut } = observablesOf(entities, policy);
  const questions = questionsOf(observables, policy);
  return [
    ...observables.map(({ kind, value }) => {
      const asked = questions.filter(({ observable }) => observable.value === value);
      const titles = asked.map(({ source }) => sources[source].title);
      return `${value} (${kind}): ${titles.join(", ") || "no source that the policy asks knows it"}`;
    }),
    ...leftOut.map(({ value, reason }) => `not ${value}: ${reason}`),
  ];
}

const contextLines = (entities: Entity[], { context }: Policy): string[] =>
  CONTEXT_SOURCES.filter((name) => context[name].isAsked).flatMap((name) => {
    const { title, takes } = contextSources[name];
    const about = entities.filter(({ kind }) => takes.includes(kind)).map(labelOf);
    return about.length > 0 ? [`${title} (${name}): ${about.join(", ")}`] : [];
  });

function containLines(
  entities: Entity[],
  severity: Severity,
  policy: Policy,
  at: string,
): string[] {
  const { observables } = observablesOf(entities, policy);
  return CONTAINMENT_KINDS.flatMap((kind) => {
    const rules = policy.contain.kinds[kind];
    const { verb } = containmentKinds[kind];
    return targetsOf(kind, entities, observables).map((target) => {
      const what = `${verb} ${target.label}`;
      if (rules.act === "never") return `never ${what}: the policy does not use ${kind}`;
      if (!isAtLeast(severity, rules.fromSeverity)) {
        return `not ${what}: the policy does it from severity ${rules.fromSeverity} on`;
      }
      const refusal = refusalOf(kind, target, policy, at);
      if (refusal !== undefined) return `not ${what}: ${refusal}`;
      return `${what}${lasting(kind, rules)}, if it is ${atLeast(rules)}: ${howOf(kind, policy)}`;
    });
  });
}

const atLeast = ({ fromVerdict }: KindPolicy): string =>
  fromVerdict === "suspicious" ? "suspicious or malicious" : "malicious";

const lasting = (kind: ContainmentKind, { lifetimeHours }: KindPolicy): string =>
  containmentKinds[kind].undoVerb === null ? "" : ` for ${counted(lifetimeHours, "hour")}`;

function howOf(kind: ContainmentKind, { contain, agree }: Policy): string {
  const { act, quorum, aloneUpTo } = contain.kinds[kind];
  const people = counted(quorum, "person", "people");
  const isHeard = agree.approvers.length >= quorum;
  const asked = isHeard
    ? `${people} of ${agree.approvers.map(({ name }) => name).join(", ")} must agree within ${counted(agree.expireAfterMinutes, "minute")}`
    : `never, since ${people} must agree and the policy names ${agree.approvers.length}`;
  const { alwaysAsked } = containmentKinds[kind];
  if (alwaysAsked !== undefined) return `${asked}, since ${alwaysAsked}`;
  if (act === "ask") return asked;
  return `at once where it touches at most ${counted(aloneUpTo, "asset")} or people of ours; else ${asked}`;
}

/** Whom a kind could be done to, by the names that the incident itself has. */
function targetsOf(kind: ContainmentKind, entities: Entity[], observables: Observable[]) {
  const { takes } = containmentKinds[kind];
  if (typeof takes !== "string") {
    return observables
      .filter((observable) => takesObservable(kind, observable))
      .map(({ kind: of, value }) => ({ id: `${of}:${value}`, label: value, names: [value] }));
  }
  const ofKind = takes === "account" ? "Account" : "Host";
  const named = entities
    .filter((entity) => entity.kind === ofKind)
    .map((entity) => {
      const names = Object.entries(entity).flatMap(([member, value]) =>
        member === "kind" ? [] : [String(value)],
      );
      return { id: labelOf(entity), label: labelOf(entity), names };
    });
  if (takes !== "file") return named;
  return observables
    .filter((observable) => observable.kind === "hash")
    .flatMap(({ value }) =>
      named.map(({ id, label, names }) => ({
        id: `${id}/${value}`,
        label: `${value} on ${label}`,
        names,
      })),
    );
}

function limitLines({ contain }: Policy): string[] {
  const { perIncident, perHour, perDay } = contain.limits;
  return [
    ...(contain.isEnabled ? [] : ["the kill switch stops every containment"]),
    `${perIncident} containments an incident, ${perHour} an hour, ${perDay} a day`,
    ...contain.quietTimes.map(({ name, from, until }) => `none from ${from} to ${until}: ${name}`),
  ];
}

function closingLines({ close }: Policy): string[] {
  const lines = [
    ...closingLine(close.whenBenign, "if every observable is benign"),
    ...closingLine(close.whenContained, "if all that is bad is contained"),
  ];
  if (lines.length === 0) return ["never: a person closes it"];
  const titles = (close.findings ?? []).map((source) => findingSources[source].title);
  const along = `along with what its alerts name in ${titles.join(", ")}`;
  return titles.length > 0 ? [...lines, along] : lines;
}

const closingLine = (closing: Closing | null, when: string): string[] =>
  closing ? [`as ${closing.classification}, ${when} and every source answered`] : [];

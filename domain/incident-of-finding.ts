import type { Evidence, Finding } from "../sweeps/finding";
import { accountOf } from "./account-entity";
import { parseAddress } from "./address";
import { boundedEntities } from "./bounded-entities";
import { cleanLine, cut } from "./clean-text";
import { defang } from "./defang";
import type { Entity } from "./entity";
import { hostOf } from "./host-entity";
import type { IncidentDraft, IncidentHint, IncidentRef, Severity, WorkspaceRef } from "./incident";
import { membersOf } from "./members";
import { readableTime } from "./readable-time";
import type { SignalName } from "./signal";
import { keyOf, labelOf } from "./signal";
import type { SweepEvidence, SweepOrigin } from "./sweep";
import { counted } from "./words";

/** What decides about the incident of a finding, beside the finding itself. */
export interface FindingFacts extends Pick<
  SweepOrigin,
  "sweep" | "isInSentinel" | "blocksPerSweep" | "reportOnly" | "foundAt"
> {
  workspace: WorkspaceRef;
}

const mostEntities = 100;
// With the texts around them a hint stays below 64 KB.
const mostEntityBytes = 40_000;
const longestDescription = 4_500;
const longestLine = 220;

/**
 * The incident that a finding is, as a trigger would have told it. Every string of a finding was chosen by whoever
 * wrote to the log: it becomes cleaned text, or an entity that parses as one, and is nowhere part of
 * a command or an address. Equal findings make equal incidents, under a name that is made of the key.
 */
export function hintOfFinding(finding: Finding, facts: FindingFacts): IncidentHint {
  const { workspace, reportOnly, ...rest } = facts;
  const entities = boundedEntities(entitiesOf(finding), mostEntities, mostEntityBytes);
  const { key, revision, source } = finding;
  return {
    trigger: "sweep",
    incident: refOfFinding(key, workspace),
    title: titleOf(finding),
    description: descriptionOf(finding),
    severity: severityOf(finding),
    status: "New",
    labels: [],
    lastModified: facts.foundAt,
    ...entities,
    sweep: {
      source,
      finding: { key, revision },
      ...rest,
      ...(reportOnly !== undefined && { reportOnly }),
      evidence: evidenceOf(finding, entities.entities),
      notes: [summaryOf(finding), ...finding.evidence.slice(0, 3).map(evidenceText)],
    },
  };
}

/** Where the incident of a finding is, or would be: the same for every copy and revision of it. */
export const refOfFinding = (key: string, workspace: WorkspaceRef): IncidentRef => ({
  ...workspace,
  name: guidOfKey(key),
});

/** The incident as Sentinel is to have it; nothing in it is a link any more, nor mark-up. */
export function draftOfFinding(
  { title, description, severity, sweep }: IncidentHint,
  tag: string,
): IncidentDraft {
  const times = (sweep?.evidence ?? []).flatMap(({ at }) => at ?? []).toSorted();
  const last = times.at(-1);
  return {
    title: inert(title ?? ""),
    description: cut(inert(description ?? ""), 4_900),
    severity: severity ?? "Medium",
    labels: [tag, `sweep:${sweep?.source}`],
    ...(last !== undefined && { lastActivity: last }),
  };
}

/** What is told when a finding that has its incident already goes on: a title, and lines. */
export function updateOfFinding(finding: Finding): { title: string; lines: string[] } {
  const last = finding.evidence.at(-1);
  return {
    title: `It goes on: ${titleOf(finding)}`,
    lines: [
      summaryOf(finding),
      ...(last === undefined ? [] : [`Last: ${evidenceText(last)}`]),
      ...finding.remarks.map((remark) => cleanLine(remark, longestLine)),
    ],
  };
}

const severities: Readonly<Record<Finding["rule"]["level"], Severity>> = {
  informational: "Informational",
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "High",
};

/** Of a finding, by the level of its rule. */
export const severityOf = ({ rule }: Finding): Severity => severities[rule.level];

function titleOf({ rule, group }: Finding): string {
  const [first] = Object.values(group);
  const about = first === undefined ? "" : `: ${cleanLine(first, 80)}`;
  return cut(`${cleanLine(rule.title, 120)}${about}`, 200);
}

function summaryOf({ source, rule, count, first, last }: Finding): string {
  const between =
    first === null || last === null ? "" : ` from ${readableTime(first)} to ${readableTime(last)}`;
  return `Found by a sweep of ${cleanLine(source, 80)}: ${counted(count, "record")}${between}, level ${rule.level}`;
}

function descriptionOf(finding: Finding): string {
  const { rule, group, evidence, remarks } = finding;
  const groups = Object.entries(group).map(
    ([name, value]) => `${cleanLine(name, 60)} = ${cleanLine(value, 120)}`,
  );
  const lines = [
    summaryOf(finding),
    ...(groups.length > 0 ? [`Grouped by ${groups.join(", ")}`] : []),
    "Lines of the log, written by whoever could write to it:",
    ...evidence.slice(0, 10).map(evidenceText),
    ...(rule.description === undefined ? [] : [`The rule: ${cleanLine(rule.description, 400)}`]),
    `Rule ${cleanLine(rule.id, 80)}${authorOf(rule)}`,
    ...remarks.map((remark) => cleanLine(remark, longestLine)),
  ];
  return cut(lines.join("\n"), longestDescription);
}

/** https://github.com/SigmaHQ/Detection-Rule-License: whoever shows matches names the rule's author. */
const authorOf = ({ author }: Finding["rule"]): string =>
  author === undefined ? "" : ` by ${cleanLine(author, 200)} (Detection Rule License 1.1)`;

function evidenceText({ place, time, text, count }: Evidence): string {
  const at = `${cleanLine(place.name, 120)} at ${cleanLine(String(place.at), 60)}`;
  const when = time === null ? "" : `, ${readableTime(time)}`;
  const times = count > 1 ? `, ${counted(count, "time")}` : "";
  return cut(`${at}${when}${times}: ${cleanLine(text, 200)}`, 400);
}

/** Text that is no link, and no mark-up where it is shown as HTML or Markdown. */
const inert = (text: string): string =>
  defang(text).replace(/</g, "‹").replace(/>/g, "›").replace(/[`*|]/g, "'");

function entitiesOf({ entities: { accounts, addresses, hosts, files } }: Finding): Entity[] {
  const found = [
    ...addresses.map(ipOf),
    // A local account is one of its machine, as Windows and Sentinel write it: never one of the directory's.
    ...accounts.map(({ name, domain, host, sid }) =>
      accountOf(membersOf({ accountName: name, ntDomain: domain ?? host, sid })),
    ),
    ...hosts.map((name) => hostOf(membersOf({ hostName: name }))),
    ...files.map(({ path, host }): Entity => ({
      kind: "Other",
      type: "File",
      label: cleanLine(host === undefined ? path : `${path} on ${host}`, 256),
    })),
  ].filter((entity) => entity !== undefined);
  const byKey = new Map(found.map((entity) => [keyOf(entity), entity]));
  return [...byKey.values()];
}

/** What does not parse as an address is a text that somebody may read, and no address. */
function ipOf(text: string): Entity {
  const address = parseAddress(text);
  return address === undefined
    ? { kind: "Other", type: "Address", label: cleanLine(text, 256) }
    : { kind: "Ip", address };
}

const strengths: Readonly<Record<Finding["rule"]["level"], number>> = {
  informational: 0,
  low: 0.25,
  medium: 0.5,
  high: 0.8,
  critical: 1,
};

/** It speaks against whom it is grouped by; without a group, against everybody that it names. */
function evidenceOf(finding: Finding, entities: readonly Entity[]): SweepEvidence[] {
  const { rule, group, last } = finding;
  const strength = strengths[rule.level];
  const values = new Set(Object.values(group).map((value) => value.toLowerCase()));
  const judged = entities.filter(({ kind }) => ["Ip", "Account", "Host"].includes(kind));
  const named = judged.filter((entity) => namesOf(entity).some((name) => values.has(name)));
  const ones = values.size === 0 ? judged : named;
  return ones.slice(0, 20).map((entity) => ({
    about: keyOf(entity),
    label: labelOf(entity),
    signal: signalOf(rule.tags),
    strength,
    ...(last !== null && { at: last }),
    because: summaryOf(finding),
  }));
}

const namesOf = (entity: Entity): string[] =>
  [
    labelOf(entity),
    ...(entity.kind === "Account" ? [entity.name ?? ""] : []),
    ...(entity.kind === "Host" ? [entity.hostName ?? ""] : []),
  ].map((name) => name.toLowerCase());

const tactics: readonly [tag: RegExp, name: SignalName][] = [
  [/^attack\.t1070/i, "audit-log-cleared"],
  [/^attack\.t1110/i, "sign-in-failures"],
  [/^attack\.t1(?:098|136)/i, "account-change"],
  [/^attack\.(?:collection|t1039|t1005|t1083)/i, "mass-download"],
];

/** What a rule's finding is evidence of, in the words of the policy's weights. */
const signalOf = (tags: readonly string[]): SignalName =>
  tactics.find(([pattern]) => tags.some((tag) => pattern.test(tag)))?.[1] ?? "related-alerts";

/** Version 8 and variant 8 of RFC 9562, made of a SHA-256 in hex. */
function guidOfKey(key: string): string {
  const [, low, middle, high, clock, node] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(key)!;
  return `${low}-${middle}-8${high}-8${clock}-${node}`;
}

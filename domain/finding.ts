import {
  type FindingName,
  type FindingSourceName,
  FINDING_SOURCES,
  findingSources,
} from "./finding-source";
import type { IncidentAlert } from "./incident-alert";
import type { Closing } from "./policy";

/** A finding that an alert of an incident names. */
export interface FindingRef extends FindingName {
  source: FindingSourceName;
}

/** How steps call a finding: their names lose the case of letters, ids must not. */
export const stepNameOf = ({ source, id }: FindingRef): string =>
  `${source} ${id.replaceAll(/[A-Z^]/g, "^$&")}`;

/** Of one incident, and how many more its alerts name. */
export interface NamedFindings {
  findings: FindingRef[];
  leftOut: number;
}

/** Findings of one incident that are closed along with it. */
const mostFindings = 10;

/** What the alerts of an incident name at some sources, each once, in the order of the alerts. */
export function findingsNamed(
  alerts: readonly IncidentAlert[],
  sources: readonly FindingSourceName[],
): NamedFindings {
  const wanted = FINDING_SOURCES.filter((source) => sources.includes(source));
  const all = alerts.flatMap((alert) =>
    wanted.flatMap((source) =>
      findingSources[source].named(alert).map((name) => ({ source, ...name })),
    ),
  );
  const once = [...new Map(all.map((one) => [`${one.source} ${one.id}`, one])).values()];
  return { findings: once.slice(0, mostFindings), leftOut: once.slice(mostFindings).length };
}

/** How a finding is closed: as its incident was, and with a comment where the source takes one. */
export interface FindingClosing {
  closing: Closing;
  /** One line that names the incident. */
  comment: string;
  /** When the incident was looked at, ISO 8601: what happened again since, nobody has judged. Not compared when left out. */
  lookedAt?: string;
}

export interface ClosedFinding {
  /**
   * - closed: by us.
   * - was-closed: by somebody, or by us before; it was left as it is.
   * - again: it happened again since the incident was looked at; it was left open.
   * - gone: the source does not have it.
   */
  state: "closed" | "was-closed" | "again" | "gone";
  /** What it is in the source's word: "Dismissed"; when it happened again, ISO 8601; "" where it is gone. */
  as: string;
}

/** When something happened last, if that was after the incident was looked at; undefined where it was not, or is not known. */
export function againAt(
  last: string | null | undefined,
  { lookedAt }: Pick<FindingClosing, "lookedAt">,
): string | undefined {
  if (!last || lookedAt === undefined) return undefined;
  return Date.parse(last) > Date.parse(lookedAt) ? last : undefined;
}

/**
 * Closes one finding at its source; harmless to repeat. It looks first: what somebody closed, however, is left as it
 * is.
 */
export type CloseFinding = (finding: FindingName, how: FindingClosing) => Promise<ClosedFinding>;

/** "kept": it has a note of somebody, which stays. */
export interface NotedFinding {
  state: "noted" | "kept" | "gone";
}

/** Writes one line into the note of a finding; the same once more changes nothing. */
export type NoteFinding = (finding: FindingName, note: string) => Promise<NotedFinding>;

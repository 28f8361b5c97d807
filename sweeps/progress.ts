import type { FindingRef, SweepRef } from "../domain/sweep";
import type { SweepLimits } from "./configuration/schema";
import type { Finding } from "./finding";
import { type Overflow, rank, silenceOf, stormOf, withMore } from "./own-findings";
import type { Notice } from "./reader";
import type { Checkpoint, SliceResult } from "./slice";

/*
 * All that a source's sweeps remember, as one document that is replaced by compare-and-set. Where it was read to,
 * what detection knows, and the findings that nobody has answered yet (the outbox) move together, so that a
 * kill between any two steps neither loses a finding nor makes another one of it:
 *
 * P1. A finding is in the outbox from the same save on that moves the cursor past its records.
 * P2. It leaves the outbox, by key and revision, only after its response was started.
 * P3. A step that is repeated answers what its first execution did: `last`.
 * P4. One sweep at a time holds it, until it is over or its time is up.
 */

export interface SweepProgress {
  slice: Checkpoint | null;
  outbox: Finding[];
  /** What the sweep had no room for. */
  overflow: Overflow | null;
  /** The sweep that is at it, or was last. */
  sweep: SweepRun | null;
  last: { step: string; answer: SliceAnswer } | null;
  /** When a record came last, ISO 8601; null before the first sweep. */
  lastRecordAt: string | null;
  /** The silence that was told: since when. */
  silentSince: string | null;
  /** When a sweep came to the end of what there was, ISO 8601. */
  caughtUpAt: string | null;
}

/** What a sweep did so far, for people. */
export interface SweepRun extends SweepRef {
  startedAt: string;
  /** Null while it goes on. */
  endedAt: string | null;
  /** Until when no other sweep takes its place, ISO 8601. */
  heldUntil: string;
  slices: number;
  bytes: number;
  records: number;
  unparsed: number;
  findings: number;
  /** Responses that it may still start: of the two worst levels, and of the others. */
  room: { worst: number; others: number };
  samples: string[];
  notices: Notice[];
  remarks: string[];
  /** Why the source could not be read. */
  problem: string | null;
  /** Whether there is more to read. */
  more: boolean;
}

/** What one slice comes to, small enough for a flow's history. */
export interface SliceAnswer {
  state: "read" | "failed" | "busy" | "overtaken";
  /** A sentence, of those that did not read. */
  detail: string;
  bytes: number;
  records: number;
  findings: number;
  /** Findings that are to be answered, the worst first; there may be more when these are. */
  waiting: FindingRef[];
  more: boolean;
}

export const nothingYet: SweepProgress = {
  slice: null,
  outbox: [],
  overflow: null,
  sweep: null,
  last: null,
  lastRecordAt: null,
  silentSince: null,
  caughtUpAt: null,
};

/** Longer than a slice and the responses that it leads to. */
const heldMs = 20 * 60_000;
const mostWaiting = 20;
const mostTold = 20;

/** What a slice is about, beside what was read. */
export interface SliceFacts {
  source: string;
  sweep: SweepRef;
  /** Names the step: a repeat has the same. */
  step: string;
  limits: SweepLimits;
  quietAfterHours: number;
  now: Date;
}

/** Whether another sweep is at it. */
export const isHeld = ({ sweep }: SweepProgress, id: string, now: Date): boolean =>
  sweep !== null &&
  sweep.id !== id &&
  sweep.endedAt === null &&
  now.getTime() < Date.parse(sweep.heldUntil);

/** The progress after a slice was read. */
export function afterSlice(
  before: SweepProgress,
  slice: SliceResult,
  facts: SliceFacts,
): SweepProgress {
  const { now } = facts;
  const { report, more } = slice;
  const run = runOf(before, facts);
  const sweep: SweepRun = {
    ...run,
    slices: run.slices + 1,
    bytes: run.bytes + report.bytes,
    records: run.records + report.records,
    unparsed: run.unparsed + report.unparsed,
    findings: run.findings + slice.findings.length,
    samples: [...run.samples, ...report.samples].slice(0, 5),
    notices: [...run.notices, ...report.notices].toSorted(worstFirst).slice(0, mostTold),
    remarks: [...new Set([...run.remarks, ...report.remarks, ...evictions(report.evicted)])].slice(
      0,
      mostTold,
    ),
    problem: null,
    more,
  };
  const isFirst = before.lastRecordAt === null;
  const read: SweepProgress = {
    ...before,
    slice: slice.checkpoint,
    sweep,
    lastRecordAt: report.records > 0 || isFirst ? now.toISOString() : before.lastRecordAt,
    caughtUpAt: more ? before.caughtUpAt : now.toISOString(),
  };
  return ended(slice.findings.toSorted(byRank).reduce(withFinding, read), facts, "read");
}

/** The progress after the source could not be read; `isLast` ends the sweep. */
export function afterProblem(
  before: SweepProgress,
  { problem, isLast }: { problem: string; isLast: boolean },
  facts: SliceFacts,
): SweepProgress {
  const sweep = { ...runOf(before, facts), problem, more: !isLast };
  const lastRecordAt = before.lastRecordAt ?? facts.now.toISOString();
  return ended({ ...before, sweep, lastRecordAt }, facts, "failed");
}

/** The progress after responses to some of the outbox were started. */
export function afterResponses(
  before: SweepProgress,
  answered: readonly FindingRef[],
  now: Date,
): SweepProgress {
  const revisions = new Map(answered.map(({ key, revision }) => [key, revision]));
  const outbox = before.outbox.filter(
    ({ key, revision }) => revision > (revisions.get(key) ?? -Infinity),
  );
  return { ...before, outbox, sweep: before.sweep && over(before.sweep, outbox, now) };
}

/** Those of the outbox that are answered next. */
export const waitingOf = ({ outbox }: SweepProgress): FindingRef[] =>
  outbox.slice(0, mostWaiting).map(({ key, revision }) => ({ key, revision }));

function runOf({ sweep }: SweepProgress, { sweep: ref, limits, now }: SliceFacts): SweepRun {
  const heldUntil = new Date(now.getTime() + heldMs).toISOString();
  if (sweep?.id === ref.id && sweep.endedAt === null) return { ...sweep, heldUntil };
  return {
    ...ref,
    startedAt: now.toISOString(),
    endedAt: null,
    heldUntil,
    slices: 0,
    bytes: 0,
    records: 0,
    unparsed: 0,
    findings: 0,
    room: { worst: limits.findingsPerSweep, others: limits.findingsPerSweep },
    samples: [],
    notices: [],
    remarks: [],
    problem: null,
    more: true,
  };
}

/** A later revision takes the place of an earlier one; what there is no room for is counted. */
function withFinding(progress: SweepProgress, finding: Finding): SweepProgress {
  const { outbox, overflow } = progress;
  const sweep = progress.sweep!;
  if (outbox.some(({ key }) => key === finding.key)) {
    return { ...progress, outbox: outbox.map((one) => (one.key === finding.key ? finding : one)) };
  }
  const kind = rank(finding) >= 3 ? "worst" : "others";
  if (sweep.room[kind] === 0) return { ...progress, overflow: withMore(overflow, finding) };
  const room = { ...sweep.room, [kind]: sweep.room[kind] - 1 };
  return { ...progress, outbox: [...outbox, finding], sweep: { ...sweep, room } };
}

/** At the end of what there is to read: what was left over is told, and what is silent. */
function ended(
  progress: SweepProgress,
  facts: SliceFacts,
  state: "read" | "failed",
): SweepProgress {
  const { source, now, step, quietAfterHours } = facts;
  const sweep = progress.sweep!;
  const at = now.toISOString();
  const storm =
    sweep.more || !progress.overflow ? [] : [stormOf(source, sweep.id, progress.overflow, at)];
  const since = progress.lastRecordAt ?? at;
  const isSilent =
    !sweep.more &&
    now.getTime() - Date.parse(since) > quietAfterHours * 3_600_000 &&
    progress.silentSince !== since;
  const silence = isSilent ? [silenceOf(source, since, at)] : [];
  const outbox = [...progress.outbox, ...storm, ...silence].toSorted(byRank);
  const next: SweepProgress = {
    ...progress,
    outbox,
    overflow: storm.length > 0 ? null : progress.overflow,
    silentSince: isSilent ? since : progress.silentSince,
    sweep: over(sweep, outbox, now),
  };
  const answer: SliceAnswer = {
    state,
    detail: sweep.problem ?? "",
    bytes: sweep.bytes,
    records: sweep.records,
    findings: sweep.findings,
    waiting: waitingOf(next),
    more: sweep.more,
  };
  return { ...next, last: { step, answer } };
}

const over = (sweep: SweepRun, outbox: readonly Finding[], now: Date): SweepRun =>
  sweep.more || outbox.length > 0 || sweep.endedAt !== null
    ? sweep
    : { ...sweep, endedAt: now.toISOString() };

const evictions = (evicted: number): string[] =>
  evicted === 0
    ? []
    : [`Detection forgot ${evicted} groups or values: there were more at once than it remembers`];

const byRank = (a: Finding, b: Finding): number => rank(b) - rank(a);

const worstFirst = (a: Notice, b: Notice): number =>
  Number(b.severity === "error") - Number(a.severity === "error");

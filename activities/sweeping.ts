import { createHash } from "node:crypto";
import { ConnectorError } from "../connectors/connector-error";
import type { Backfill, FindingRef, SweepRef } from "../domain/sweep";
import type { Ledger } from "../ledger/ledger";
import { between } from "../sweeps/between";
import type { SweepSource } from "../sweeps/configuration";
import {
  type SliceAnswer,
  type SliceFacts,
  type SweepProgress,
  afterProblem,
  afterResponses,
  afterSlice,
  isHeld,
  nothingYet,
  waitingOf,
} from "../sweeps/progress";
import { type SliceResult, sweepSlice } from "../sweeps/slice";
import { keepStatus } from "../sweeps/status";
import type { ActivityDependencies } from "./dependencies";

/** Where a source's progress is kept; a backfill has its own, so that it never moves the live one. */
export const progressName = (source: string, backfill?: Backfill): string =>
  backfill ? `sweep/${source}/backfill/${backfill.from}/${backfill.to}` : `sweep/${source}`;

/** Of one slice: records are small, or their bytes end it; findings are held in memory. */
const mostRecords = 5_000_000;
const mostFindings = 5_000;
const mostTries = 10;
const mostSweepsKept = 8;

/** The steps of a sweep. What they read and find stays in the ledger: a flow is told counts and keys. */
export const sweeping = ({ ledger, now, sweeps }: ActivityDependencies) => {
  function sourceOf(name: string): SweepSource {
    const source = sweeps?.sources.find((one) => one.name === name);
    if (source) return source;
    throw new ConnectorError("sweeps", "not-found", `sweeps.json has no source "${name}"`);
  }

  async function readFrom(
    source: SweepSource,
    before: SweepProgress,
    backfill: Backfill | undefined,
  ): Promise<SliceResult> {
    const { reader, detector, remarks = [] } = await sweeps!.open(source, backfill);
    const { bytesPerSlice, secondsPerSlice } = source.limits;
    try {
      const slice = await sweepSlice({
        reader: backfill ? between(reader, backfill) : reader,
        detector,
        source: source.name,
        checkpoint: before.slice ?? undefined,
        limits: {
          bytes: bytesPerSlice,
          records: mostRecords,
          milliseconds: secondsPerSlice * 1_000,
          findings: mostFindings,
        },
        clock: () => performance.now(),
        // Beyond its own limit: a reader that hangs is told to end, and the slice ends.
        signal: AbortSignal.timeout((secondsPerSlice + 30) * 1_000),
        now: now(),
      });
      const { report } = slice;
      return { ...slice, report: { ...report, remarks: [...remarks, ...report.remarks] } };
    } finally {
      await reader.close().catch(() => undefined);
    }
  }

  return {
    /**
     * Reads one bounded part of a source and saves cursor, detection state and findings together. A
     * repeat answers what its first execution did. Of two sweeps at once one goes on.
     */
    async sweepSlice(input: SliceInput): Promise<SliceAnswer> {
      const { source: name, sweep, number, backfill, isLastTry } = input;
      const source = sourceOf(name);
      const progress = progressName(name, backfill);
      const step = `${sweep.id}/${number}`;
      const found = await ledger.checkpoint(progress);
      const before = (found?.value ?? nothingYet) as SweepProgress;
      if (before.last?.step === step) return before.last.answer;
      if (isHeld(before, sweep.id, now())) {
        return refused("busy", `sweep ${before.sweep?.id} of this source goes on`);
      }
      const { limits, quietAfterHours } = source;
      const facts = (): SliceFacts => ({
        source: name,
        sweep,
        step,
        limits,
        quietAfterHours: backfill ? Infinity : quietAfterHours,
        now: now(),
      });
      const read = await readFrom(source, before, backfill).then(
        (slice) => afterSlice(before, slice, facts()),
        (error: unknown) =>
          afterProblem(before, { problem: sentenceOf(error), isLast: isLastTry }, facts()),
      );
      const after = backfill ? withoutState(read) : read;
      if (await ledger.saveCheckpoint(progress, found?.version ?? 0, after)) {
        await keepStatus(ledger, progress, after);
        return after.last!.answer;
      }
      const other = (await ledger.checkpoint(progress))?.value as SweepProgress | undefined;
      if (other?.last?.step === step) return other.last.answer;
      return refused("overtaken", `sweep ${other?.sweep?.id} of this source went on meanwhile`);
    },

    /** Takes findings out of the outbox whose responses were started; answers those that come next. */
    async acknowledgeFindings({
      source,
      backfill,
      findings,
    }: AcknowledgeInput): Promise<{ waiting: FindingRef[] }> {
      const progress = progressName(source, backfill);
      for (let tries = 0; tries < mostTries; tries += 1) {
        const found = await ledger.checkpoint(progress);
        if (!found) return { waiting: [] };
        const left = afterResponses(found.value as SweepProgress, findings, now());
        const after = backfill ? withoutState(left) : left;
        if (await ledger.saveCheckpoint(progress, found.version, after)) {
          await keepStatus(ledger, progress, after);
          return { waiting: waitingOf(after) };
        }
      }
      const sentence = `The findings of "${source}" could not be taken out of its outbox: others changed it ${mostTries} times`;
      throw new ConnectorError("sweeps", "transient", sentence);
    },

    /**
     * Takes containments from what a sweep may do without a person; answers those that it may. The same
     * ones are counted once, however often and by however many incidents they are asked for.
     */
    async takeFromSweep({ source, sweep, most, ids }: TakeInput): Promise<{ taken: string[] }> {
      let taken: string[] = [];
      await ledger.revise<Record<string, string[]>>(`sweep-blocks/${source}`, (before = {}) => {
        const earlier = Object.hasOwn(before, sweep) ? before[sweep]! : [];
        const room = Math.max(0, most - earlier.length);
        const fresh = ids.map(digestOf).filter((digest) => !earlier.includes(digest));
        const all = [...earlier, ...new Set(fresh)].slice(0, earlier.length + room);
        taken = ids.filter((id) => all.includes(digestOf(id)));
        const others = Object.entries(before).filter(([id]) => id !== sweep);
        return Object.fromEntries([...others, [sweep, all]].slice(-mostSweepsKept));
      });
      return { taken };
    },
  };
};

interface SliceInput {
  source: string;
  sweep: SweepRef;
  /** Of the slice in its sweep: a repeat has the same. */
  number: number;
  /** Whether the sweep ends when this one cannot read. */
  isLastTry: boolean;
  backfill?: Backfill;
}

interface AcknowledgeInput {
  source: string;
  backfill?: Backfill;
  findings: FindingRef[];
}

interface TakeInput {
  source: string;
  sweep: string;
  most: number;
  /** Of planned containments. */
  ids: string[];
}

const digestOf = (id: string): string => createHash("sha256").update(id).digest("hex").slice(0, 24);

/** Of a sweep of the past that is over: nobody goes on from it, and its state may be megabytes. */
const withoutState = (progress: SweepProgress): SweepProgress =>
  progress.sweep?.endedAt ? { ...progress, slice: null } : progress;

const refused = (state: "busy" | "overtaken", detail: string): SliceAnswer => ({
  state,
  detail,
  bytes: 0,
  records: 0,
  findings: 0,
  waiting: [],
  more: false,
});

/** The first line only: below it stands a stack, and a driver's message may be long. */
const sentenceOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!.slice(0, 500);

/** The findings that an outbox holds, by the refs of a flow; of a later revision, that one. */
export async function findingsIn(
  ledger: Pick<Ledger, "checkpoint">,
  { source, backfill, findings }: AcknowledgeInput,
): Promise<SweepProgress["outbox"]> {
  const found = await ledger.checkpoint(progressName(source, backfill));
  const keys = new Set(findings.map(({ key }) => key));
  const { outbox } = (found?.value ?? nothingYet) as SweepProgress;
  return outbox.filter(({ key }) => keys.has(key));
}

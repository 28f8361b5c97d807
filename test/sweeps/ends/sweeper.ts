import { join } from "node:path";
import type { ActivityDependencies } from "../../../activities/dependencies";
import { findingsIn, sweeping } from "../../../activities/sweeping";
import type { FindingRef } from "../../../domain/sweep";
import { memoryLedger } from "../../../ledger/memory";
import { ruleFiles } from "../../../scripts/rules/files";
import { type FilesSource, checkSweeps } from "../../../sweeps/configuration";
import { createDetector } from "../../../sweeps/detection/detector";
import type { Finding } from "../../../sweeps/finding";
import { openFiles } from "../../../sweeps/open-files";
import type { SliceAnswer } from "../../../sweeps/progress";
import type { LogReader } from "../../../sweeps/reader";
import { loadRules } from "../../../sweeps/sigma/rules";

const ruleSet = loadRules(ruleFiles(join(__dirname, "../../../rules")));
const detector = createDetector({ ruleSet });

/** Where the process ends, or the source fails: before or after a save, or while it is read. */
export type Kill = "before a save" | "after a save" | "while reading";

/** One step of a sweep. */
export interface Slice {
  /** It ends after so many bytes, of so many that are read at once. */
  bytes: number;
  readBytes: number;
  /** Lines that no rule can match are left out unread. */
  isFiltered?: boolean;
  /** The files do not change any more. */
  finished?: boolean;
  kill?: Kill | undefined;
  /** It is delivered twice at once. */
  isTwice?: boolean;
  /** At a record of it. */
  meanwhile?: { record: number; happen: () => void } | undefined;
}

class Killed extends Error {}

export function sourceOf(root: string, declared: object): FilesSource {
  const source = { name: "log", kind: "files", roots: [root], backfill: "start", ...declared };
  const limits = { findingsPerSweep: 1_000 };
  const checked = checkSweeps(JSON.stringify({ sources: [{ ...source, limits }] }));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.sources[0] as FilesSource;
}

/** Sweeps a source as the app does, with all of its own rules: nothing but the ledger goes from one slice to the next. */
export function sweepsOf(source: FilesSource) {
  const ledger = memoryLedger();
  const findings = new Map<string, Finding>();
  const notices: string[] = [];
  let sweep = 0;
  let number = 0;
  let isOpen = false;
  let records = 0;
  let unparsed = 0;

  function activitiesFor({ kill, ...slice }: Slice) {
    let left = kill === "while reading" ? undefined : kill;
    const saving: Pick<typeof ledger, "saveCheckpoint"> = {
      async saveCheckpoint(...all) {
        const now = left;
        left = undefined;
        if (now === "before a save") throw new Killed();
        const isSaved = await ledger.saveCheckpoint(...all);
        if (now) throw new Killed();
        return isSaved;
      },
    };
    const open = openFiles({ finished: slice.finished ?? false, readBytes: slice.readBytes });
    const dependencies = {
      ledger: { ...ledger, ...saving },
      now: () => new Date(Date.UTC(2026, 2, 21) + sweep * 60_000),
      sweeps: {
        sources: [source],
        async open() {
          const { isFiltered = false } = slice;
          const limited = { ...source, limits: { ...source.limits, bytesPerSlice: slice.bytes } };
          const reader = await open(limited, noSecret, isFiltered ? ruleSet : undefined);
          return { reader: watched(reader, slice, kill === "while reading"), detector };
        },
      },
    };
    const bytesPerSlice = slice.bytes;
    dependencies.sweeps.sources = [{ ...source, limits: { ...source.limits, bytesPerSlice } }];
    return sweeping(dependencies as unknown as ActivityDependencies);
  }

  /** What a flow does after a slice: it starts responses to what was found, and says so. */
  async function respond(slice: Slice, first: readonly FindingRef[]): Promise<void> {
    let waiting = [...first];
    let { kill } = slice;
    while (waiting.length > 0) {
      const input = { source: source.name, findings: waiting };
      for (const finding of await findingsIn(ledger, input)) keep(finding);
      const { acknowledgeFindings } = activitiesFor({ ...slice, kill });
      try {
        ({ waiting } = await acknowledgeFindings(input));
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
      kill = undefined;
    }
  }

  function keep(finding: Finding): void {
    const known = findings.get(finding.key);
    if (known && known.revision > finding.revision)
      throw new Error(`Revision ${finding.revision} came after ${known.revision}`);
    if (known?.revision === finding.revision) expect(finding).toEqual(known);
    findings.set(finding.key, finding);
  }

  async function step(slice: Slice): Promise<SliceAnswer> {
    const id = `sweep-${sweep}`;
    const input = { source: source.name, sweep: { id, at: id }, number, isLastTry: false };
    const { sweepSlice } = activitiesFor(slice);
    if (!slice.isTwice) return sweepSlice(input);
    const [one, other] = await Promise.all([sweepSlice(input), sweepSlice(input)]);
    expect(other).toEqual(one);
    return one;
  }

  return {
    findings,
    notices,
    counts: () => ({ records, unparsed }),
    isOpen: () => isOpen,
    /** One slice, to which a response is started, and again until it is saved when the process ends. */
    async slice(slice: Slice): Promise<void> {
      if (!isOpen) sweep += 1;
      isOpen = true;
      let answer: SliceAnswer;
      try {
        answer = await step(slice);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        answer = await step({ ...slice, kill: undefined });
      }
      number += 1;
      await respond(slice, answer.waiting);
      if (answer.more) return;
      isOpen = false;
      records += answer.records;
      const saved = await ledger.checkpoint(`sweep/${source.name}`);
      const { sweep: run } = saved!.value as { sweep: { unparsed: number; notices: unknown[] } };
      unparsed += run.unparsed;
      notices.push(...run.notices.map((notice) => JSON.stringify(notice)));
    },
  };
}

const noSecret = async (): Promise<string> => "";

function watched(reader: LogReader, { meanwhile }: Slice, isKilled: boolean): LogReader {
  let count = 0;
  return {
    close: () => reader.close(),
    async read(request) {
      const result = await reader.read({
        ...request,
        sink(record) {
          count += 1;
          request.sink(record);
          if (count === meanwhile?.record) meanwhile.happen();
        },
      });
      if (isKilled) throw new Error("The share is gone");
      return result;
    },
  };
}

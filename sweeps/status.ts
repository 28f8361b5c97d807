import type { SweepProgress, SweepRun } from "./progress";

/** What people may know of a source's sweeps without reading its whole progress. */
export interface SweepStatus extends Pick<SweepProgress, "lastRecordAt" | "caughtUpAt"> {
  sweep: SweepRun | null;
  /** Findings whose responses are not started yet. */
  waiting: number;
  /** Findings that the sweep had no room for, so far. */
  leftOver: number;
}

interface Documents {
  revise<T>(name: string, change: (document: T | undefined) => T): Promise<T>;
}

const nameOf = (progress: string): string => `status/${progress}`;

/** Keeps it beside the progress: told late after a crash, by the next step. */
export async function keepStatus(
  documents: Documents,
  name: string,
  { sweep, outbox, overflow, lastRecordAt, caughtUpAt }: SweepProgress,
): Promise<void> {
  const status: SweepStatus = {
    sweep,
    waiting: outbox.length,
    leftOver: overflow?.count ?? 0,
    lastRecordAt,
    caughtUpAt,
  };
  await documents.revise<SweepStatus>(nameOf(name), () => status);
}

/** As it was kept last; null of a source that was never swept. */
export async function statusOf(documents: Documents, name: string): Promise<SweepStatus | null> {
  return documents.revise<SweepStatus | null>(nameOf(name), (now) => now ?? null);
}

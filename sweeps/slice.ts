import type { DetectionReport, Detector } from "./detector";
import type { Finding } from "./finding";
import type { LogReader, Progress, ReadReport } from "./reader";

/** Where a sweep of one source stands: plain JSON, to be kept together with the findings, or not at all. */
export interface Checkpoint {
  cursor: unknown;
  detection: unknown;
}

/** A slice ends after the first of them that is reached. */
export interface SliceLimits {
  bytes: number;
  records: number;
  /** By the clock that it is given. */
  milliseconds: number;
  /** New and changed ones: they are held in memory until the slice ends. */
  findings: number;
}

export interface SliceRequest {
  reader: LogReader;
  detector: Detector;
  /** Its name in sweeps.json. */
  source: string;
  /** As an earlier slice answered it; undefined at the first. It is not changed. */
  checkpoint: Checkpoint | undefined;
  limits: SliceLimits;
  signal: AbortSignal;
  now: Date;
  /** Milliseconds since whenever. */
  clock: () => number;
}

/** What came of reading and of detection, for people. */
export type SliceReport = ReadReport & DetectionReport;

export interface SliceResult {
  checkpoint: Checkpoint;
  /** Revisions: each replaces an earlier one with its key. */
  findings: Finding[];
  report: SliceReport;
  /** Whether there is more to read right now. */
  more: boolean;
}

/**
 * Reads and detects from a checkpoint to the next. Invariant: checkpoint and findings depend on what was read and on nothing
 * else, and however a log is cut into slices, the last revision of each finding is the same. Throws when the source cannot be
 * read at all; the earlier checkpoint is then still good.
 */
export async function sweepSlice(request: SliceRequest): Promise<SliceResult> {
  const { reader, detector, source, checkpoint, limits, signal, now, clock } = request;
  const detection = detector.open(source, checkpoint?.detection);
  const end = clock() + limits.milliseconds;
  const isEnough = ({ bytes, records }: Progress): boolean =>
    bytes >= limits.bytes ||
    records >= limits.records ||
    detection.waiting() >= limits.findings ||
    clock() >= end;
  const { cursor, more, report } = await reader.read({
    cursor: checkpoint?.cursor,
    sink: detection.record,
    isEnough,
    signal,
    now,
  });
  const findings = detection.take();
  return {
    checkpoint: { cursor, detection: detection.state() },
    findings,
    report: { ...report, ...detection.report() },
    more,
  };
}

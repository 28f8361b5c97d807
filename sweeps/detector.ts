import type { Finding } from "./finding";
import type { RecordSink } from "./reader";

/** Rules made ready, for any number of sources. */
export interface Detector {
  /** Detection in one source, going on from an earlier state (plain JSON; undefined at the first). */
  open(source: string, state: unknown): Detection;
}

/**
 * Invariant: whatever slices a sequence of records is cut into, with the state carried over by JSON, the last revision of
 * each finding is the same as without a cut.
 */
export interface Detection {
  record: RecordSink;
  /** Findings that are new or changed since it was opened or last asked; each is a revision. */
  take(): Finding[];
  /** How many these are: a reader stops when they become too many to hold. */
  waiting(): number;
  /** Plain JSON, bounded: what is evicted is told in `report()`. */
  state(): unknown;
  report(): DetectionReport;
}

export interface DetectionReport {
  matched: number;
  /** Groups or values forgotten because there were too many. */
  evicted: number;
  remarks: readonly string[];
}

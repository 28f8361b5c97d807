import type { LogRecord } from "./log-record";

/** Where a sweep's reader hands its records to, one after the other, in the order of the log. */
export type RecordSink = (record: LogRecord) => void;

/**
 * A source of a sweep. Invariants:
 *
 * R1. Records of one log (file, table) come in its order, whatever slices it is read in; reading on from
 *     a cursor gives exactly what one uncut read would have given after it.
 * R2. A cursor proves that it still means the same bytes or rows; what does not is told in the report.
 * R3. Memory does not grow with the log.
 * R4. What could not be read (permission, damage, a line too long) is counted and told, with a sample, and keeps nothing else from
 *     being read. Only a source that cannot be read at all throws.
 */
export interface LogReader {
  /** `cursor` is plain JSON, as an earlier read answered it; undefined at the first. */
  read(request: ReadRequest): Promise<ReadResult>;
  close(): Promise<void>;
}

export interface ReadRequest {
  cursor: unknown;
  sink: RecordSink;
  /** Read on until this answers true; it is asked at every place where a cursor could stand. */
  isEnough: (read: Progress) => boolean;
  /** Aborted: answer as if it were enough, as soon as possible. */
  signal: AbortSignal;
  now: Date;
}

export interface Progress {
  /** Uncompressed; of rows an estimate. */
  bytes: number;
  records: number;
}

export interface ReadResult {
  cursor: unknown;
  /** Whether there is more to read right now. */
  more: boolean;
  report: ReadReport;
}

/** What came of a read, for people. */
export interface ReadReport extends Progress {
  /** Lines or rows that are no record of their format. */
  unparsed: number;
  /** A few of these, cleaned and shortened. */
  samples: readonly string[];
  /** What was left out, damaged, lost or odd: one sentence each, worst first. */
  notices: readonly Notice[];
}

export interface Notice {
  /** "error": something was not read that should have been. "warning": it was, and something is odd. */
  severity: "error" | "warning";
  /** The file or table that it is about. */
  about: string;
  /** One sentence. */
  message: string;
}

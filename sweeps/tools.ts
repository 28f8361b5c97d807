import type { Backfill } from "../domain/sweep";
import type { SweepSource } from "./configuration/schema";
import type { Detector } from "./detector";
import type { LogReader } from "./reader";

/** What sweeps are made of. */
export interface SweepTools {
  /** As `sweeps.json` declares them. */
  sources: readonly SweepSource[];
  /** Opens a source; throws a sentence when it cannot be read at all. A backfill begins at the start of the log. */
  open: (source: SweepSource, backfill: Backfill | undefined) => Promise<OpenedSource>;
}

export interface OpenedSource {
  reader: LogReader;
  detector: Detector;
  /** What of its rules does not work, a sentence each. */
  remarks?: readonly string[];
}

import type { SignalName } from "./signal";

/** One run over one source. `id` is the instance id of the flow. */
export interface SweepRef {
  id: string;
  /** When it was due, ISO 8601. */
  at: string;
}

/** A part of the past that is swept once more, with a cursor of its own: ISO 8601, both included. */
export interface Backfill {
  from: string;
  to: string;
}

/** A finding as flows pass it on: what it says stays in the ledger. */
export interface FindingRef {
  key: string;
  revision: number;
}

/** What an incident that a sweep found has in place of a rule of Sentinel. */
export interface SweepOrigin {
  source: string;
  /** Instance id of the sweep: its limits are counted by it. */
  sweep: string;
  finding: FindingRef;
  /** Whether it is made in Sentinel; else ticket, messages and record are all that there is. */
  isInSentinel: boolean;
  /** Why nothing may be contained, as a sentence; undefined where the policy decides. */
  reportOnly?: string;
  /** Containments of this sweep that nobody is asked about. */
  blocksPerSweep: number;
  /** When it was found, ISO 8601. */
  foundAt: string;
  /** What the finding is evidence of, by key of the entity: `keyOf`. */
  evidence: SweepEvidence[];
  /** The first of what the report says: whence it is, and lines of the log. */
  notes: string[];
}

export interface SweepEvidence {
  about: string;
  label: string;
  signal: SignalName;
  /** How bad, 0 to 1. */
  strength: number;
  /** When it happened last, ISO 8601; undefined where the log has no times. */
  at?: string;
  because: string;
}

import type { Assessment } from "../assessment";
import type { ContainmentPlan } from "../containment";
import type { ContextFinding } from "../context";
import type { Incident } from "../incident";
import type { LeftOut } from "../observable";
import type { RehearsedRequest } from "../rehearsal";
import type { Ticket } from "../ticket";

/** Everything that a run has to say, from which comment, card and ticket texts are rendered. */
export interface Report {
  runId: string;
  /** SHA-256 of the decision as the record has it; left out when it is in none. */
  decisionHash?: string;
  incident: Incident;
  assessment: Assessment;
  /** What our own logs and systems say. */
  context: ContextFinding[];
  plan: ContainmentPlan;
  leftOut: LeftOut[];
  ticket: Ticket | null;
  /** In the order they were taken. */
  steps: StepReport[];
  /** Sentences that an analyst should read first: what waits for them, what is uncertain. */
  notes: string[];
}

/**
 * "waits" is for somebody or something; "would" is what a what-if run plans.
 */
export const STEP_STATES = ["done", "failed", "skipped", "maybe", "waits", "would"] as const;
export type StepState = (typeof STEP_STATES)[number];

/**
 * How a step that changes something ended. "maybe" is the truth when a message may have been sent:
 * the vendor can neither be asked nor told apart a repeat.
 */
export interface StepReport {
  /** "Ticket INC0010023", "Block 203.0.113.7", "Teams message". */
  what: string;
  state: StepState;
  /** One phrase: the result, or why not. */
  detail: string;
  /** Of a containment: its id. */
  about?: string;
  /** Of a what-if run: what would be sent. */
  request?: RehearsedRequest;
}

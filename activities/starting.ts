import type { IncidentRef } from "../domain/incident";
import type { Outcome } from "../domain/outcome";
import type { Backfill, FindingRef, SweepRef } from "../domain/sweep";
import type { TicketRef } from "../domain/ticket";

/** Activities that start flows. They need the runtime's client: `functions/start-following.ts` has them. */
export type Starting = {
  /**
   * Starts the flow that goes on after a run, on its own, so that the run can end. There is one a case:
   * a repeat joins it. Throws what the runtime refuses, so that the step is tried again.
   */
  startFollowing(start: StartInput): Promise<Outcome<{ instanceId: string }>>;
  /**
   * Starts the response to each of these findings of an outbox, or, of a finding that has one, the flow
   * that tells how it goes on. A repeat joins what was started.
   */
  startResponses(input: ResponsesInput): Promise<Outcome<StartedResponses>>;
};

export interface ResponsesInput {
  source: string;
  sweep: SweepRef;
  backfill?: Backfill;
  findings: FindingRef[];
}

export interface StartedResponses {
  /** New incidents. */
  started: number;
  /** Findings that have one already, and go on. */
  updated: number;
}

interface StartInput {
  /** `FollowInput` of `orchestrators/follow-case.ts`. */
  input: { ref: IncidentRef; ticket: TicketRef | null };
}

import type { IncidentRef } from "../domain/incident";
import type { Outcome } from "../domain/outcome";
import type { TicketRef } from "../domain/ticket";

/** Activities that start flows. They need the runtime's client: `functions/start-following.ts` has them. */
export type Starting = {
  /**
   * Starts the flow that goes on after a run, on its own, so that the run can end. There is one a case:
   * a repeat joins it. Throws what the runtime refuses, so that the step is tried again.
   */
  startFollowing(start: StartInput): Promise<Outcome<{ instanceId: string }>>;
};

interface StartInput {
  /** `FollowInput` of `orchestrators/follow-case.ts`. */
  input: { ref: IncidentRef; ticket: TicketRef | null };
}

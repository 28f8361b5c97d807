import type { RuntimeStatus } from "../engine/engine";

/**
 * What becomes of a run with today's code.
 *
 * breaks: it fails at its next turn. differs: it goes, or would have gone, another way. values: the
 * same steps, with other inputs, times or results.
 */
export type Effect = "breaks" | "differs" | "values";

/** What the check has to say of one run: the first and worst thing. */
export interface Finding {
  instanceId: string;
  orchestrator: string;
  status: RuntimeStatus;
  effect: Effect;
  /** The step's id in the history; null when it is not about one step. */
  step: number | null;
  /** When that was decided, ISO 8601 UTC. */
  at: string | null;
  /** One sentence without an end. */
  how: string;
}

/** A finding without the run. */
export type Difference = Pick<Finding, "effect" | "step" | "at" | "how">;

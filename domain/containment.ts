import type { Observable } from "./observable";

/** A target that policy and guard allow to be blocked, and why. */
export interface PlannedBlock {
  observable: Observable;
  reason: string;
  lifetimeHours: number;
}

/** A target that was considered and is not acted on, and the rule that says so. */
export interface RefusedBlock {
  observable: Observable;
  reason: string;
}

export interface ContainmentPlan {
  blocks: PlannedBlock[];
  refused: RefusedBlock[];
}

/** A containment in force until `expiresAt`; the feed serves it no longer. Times are ISO 8601. */
export interface Containment {
  /** Same target, same id: `block:address:203.0.113.7`. */
  id: string;
  observable: Observable;
  reason: string;
  /** Instance id of the run that did it. */
  runId: string;
  incidentName: string;
  addedAt: string;
  expiresAt: string;
}

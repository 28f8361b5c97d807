import type { RuntimeStatus } from "./engine";

/** Statuses that an instance does not leave by itself. */
export const FINISHED_STATUSES = ["Completed", "Failed", "Canceled", "Terminated"] as const;

/** Whether an instance has come to its end; the others can still run. */
export const isFinished = (status: RuntimeStatus): boolean =>
  FINISHED_STATUSES.some((finished) => finished === status);

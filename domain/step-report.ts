import type { Outcome } from "./outcome";
import type { StepReport } from "./report/report";

/** How a step that changes something ended, in words: done with its result, or failed and why. */
export function stepReport<T>(
  what: string,
  outcome: Outcome<T>,
  result: (value: T) => string,
): StepReport {
  return outcome.ok
    ? { what, state: "done", detail: result(outcome.value) }
    : { what, state: "failed", detail: outcome.failure.message };
}

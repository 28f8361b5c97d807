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

/** Of a service that can neither be asked nor tells a repeat from a message. */
export function sentStep(what: string, outcome: Outcome<{ sent: "yes" | "maybe" }>): StepReport {
  if (outcome.ok && outcome.value.sent === "maybe") {
    const detail = "may have been sent: it gave no answer and cannot be asked";
    return { what, state: "maybe", detail };
  }
  return stepReport(what, outcome, () => "sent");
}

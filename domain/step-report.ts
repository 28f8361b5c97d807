import type { Outcome } from "./outcome";
import type { StepReport } from "./report/report";

/**
 * How a step that changes something ended, in words: done with its result, or failed and why; in a
 * what-if run what it would send.
 */
export function stepReport<T>(
  what: string,
  outcome: Outcome<T>,
  result: (value: T) => string,
): StepReport {
  if (outcome.ok) return { what, state: "done", detail: result(outcome.value) };
  const { kind, message: detail, request } = outcome.failure;
  if (kind !== "rehearsed") return { what, state: "failed", detail };
  return { what, state: "would", detail, ...(request && { request }) };
}

/** Of a what-if run: a step whose request names what an earlier step would have made. */
export const laterStep = (what: string, after: string): StepReport => ({
  what,
  state: "would",
  detail: `would be sent once ${after} is there`,
});

/** A step that needs an incident in Sentinel, of one that lives outside of it. */
export const notInSentinel = (what: string): StepReport => ({
  what,
  state: "skipped",
  detail: "a sweep found it, and there is no incident in Sentinel",
});

/** Whether a step was rehearsed, so that what depends on it cannot be told. */
export const isRehearsed = (outcome: Outcome<unknown> | undefined): boolean =>
  outcome !== undefined && !outcome.ok && outcome.failure.kind === "rehearsed";

/** Of a service that can neither be asked nor tells a repeat from a message. */
export function sentStep(what: string, outcome: Outcome<{ sent: "yes" | "maybe" }>): StepReport {
  if (outcome.ok && outcome.value.sent === "maybe") {
    const detail = "may have been sent: it gave no answer and cannot be asked";
    return { what, state: "maybe", detail };
  }
  return stepReport(what, outcome, () => "sent");
}

/** Of a service that cannot be asked for an event, and may store it later than it takes it. */
export function writtenStep(
  what: string,
  outcome: Outcome<{ sent: "yes" | "maybe"; isIndexed: boolean }>,
): StepReport {
  if (outcome.ok && outcome.value.sent === "maybe") {
    const detail = "may have been written: it gave no answer and cannot be asked";
    return { what, state: "maybe", detail };
  }
  return stepReport(what, outcome, ({ isIndexed }) =>
    isIndexed ? "written and indexed" : "written",
  );
}

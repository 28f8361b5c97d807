import type { Action } from "./actions";
import type { ReplayContext } from "./replay-context";
import { type Step, allOf, firstOf } from "./step";

type Compound = Action & { kind: "any" | "all" };

/** Waits for one part, or for all of them. Every part is issued, even when the first has ended. */
export function compound(
  context: ReplayContext,
  action: Compound,
  perform: (part: Action) => Step,
): Step {
  const steps = action.children.map(perform);
  if (action.kind === "all") {
    warnOfFailure(context, action.children, steps);
    return allOf(steps);
  }
  if (action.children.some(isCancelledTimer) && action.children.some(takesSeveralIds)) {
    context.warnings.suspect("cancelled-timer-beside-retry", cancelledTimerBesideRetry);
  }
  return firstOf(steps);
}

const isCancelledTimer = (action: Action): boolean => action.kind === "timer" && action.isCanceled;

const takesSeveralIds = (action: Action): boolean =>
  ((action.kind === "activity" || action.kind === "child") && action.retry !== undefined) ||
  (action.kind === "http" && action.call.asynchronousPatternEnabled) ||
  ((action.kind === "any" || action.kind === "all") && action.children.some(takesSeveralIds));

/** The SDK goes on at the first failure, the runtime when everything has ended. */
function warnOfFailure({ warnings }: ReplayContext, children: Action[], steps: Step[]): void {
  for (const [at, step] of steps.entries()) {
    // A timer ends badly only when it is cancelled.
    if (children[at]?.kind === "timer") continue;
    step.whenSettled(({ ok }) => {
      if (!ok && steps.some(({ outcome }) => !outcome)) warnings.add("all-failure", allFailure);
    });
  }
}

const allFailure =
  "a part of Task.all has failed while others run: the function sees the error now, but nothing it " +
  "does next starts before all the others have ended";

const cancelledTimerBesideRetry =
  "a timer was cancelled that raced a call with retries or polling: once that call takes another id, " +
  "the replay diverges; race the call inside a sub-orchestration";

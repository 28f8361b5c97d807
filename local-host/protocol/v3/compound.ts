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
  warnOfReuse(context, action.children, steps);
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

/**
 * A part that equals one of an earlier compound that is still open is most likely the same task.
 * Whether it is cannot be seen: an action carries no identity.
 */
function warnOfReuse(context: ReplayContext, children: Action[], steps: Step[]): void {
  const { parts, position, warnings } = context;
  for (const [at, step] of steps.entries()) {
    const child = children[at];
    const text = child && partText(child);
    if (!text) continue;
    const before = parts.get(text);
    if (before && before.position < position && !before.step.outcome) {
      warnings.add("reused-task", reusedTask(child));
    }
    parts.set(text, { step, position });
  }
}

/** Waiting for an event twice does no harm, so events have no text. */
function partText(action: Action): string | undefined {
  if (action.kind === "timer") return `timer ${action.fireAt}`;
  const isCall = action.kind === "activity" || action.kind === "child" || action.kind === "http";
  return isCall ? JSON.stringify(action) : undefined;
}

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

const reusedTask = (action: Action): string =>
  `${"name" in action ? `"${action.name}"` : `a ${action.kind}`} is in a second Task.any or Task.all ` +
  "while the first is still open: if it is the same task, it is started again (an activity runs " +
  "twice) and later steps may get the wrong results";

const allFailure =
  "a part of Task.all has failed while others run: the function sees the error now, but nothing it " +
  "does next starts before all the others have ended";

const cancelledTimerBesideRetry =
  "a timer was cancelled that raced a call with retries or polling: once that call takes another id, " +
  "the replay diverges; race the call inside a sub-orchestration";

import type { HistoryEvent } from "../history";
import { type Divergence, type DivergenceChange, HTTP_ACTIVITY } from "../protocol";
import { type StepKind, recordedKind, stepTitle } from "../step-titles";
import type { Action } from "./actions";
import { REQUEST_EVENT } from "./entity-messages";
import type { FunctionAnswer } from "./function-answer";
import type { ReplayContext } from "./replay-context";
import type { Mismatch } from "./task-context";

/** Why an instance fails whose replay has diverged. The beginning is the framework's own. */
export const divergenceMessage = ({ sentence }: Divergence): string =>
  `Non-Deterministic workflow detected: ${sentence}; bring the old code back until instances that ` +
  "run have ended, or give the changed orchestrator a new name (if no code has changed, a warning " +
  "in the log names the cause).";

/**
 * Says where and how a replay has diverged. What was changed in the code is a guess from names: from
 * the rest of the history, and from what the function went on to ask for with results that may
 * belong to other steps.
 */
export function explainMismatch(
  context: ReplayContext,
  mismatch: Mismatch,
  answer: FunctionAnswer,
): Divergence {
  const { event, issued } = mismatch;
  const before = stepOf(event);
  const now = issued && { kind: issued.kind, name: "name" in issued ? issued.name : undefined };
  const facts = {
    step: event.EventId,
    recorded: title(before),
    recordedAt: event.Timestamp,
    now: now ? title(now) : null,
  };
  const held =
    `in the history, step ${facts.step} is ${facts.recorded}, decided at ${facts.recordedAt}; ` +
    `today's code `;
  if (answer.end === "lost") {
    return { ...facts, change: "lost", sentence: `${held}${lostState(answer)}` };
  }
  if (!now) {
    return { ...facts, change: "missing", sentence: `${held}${missing(context, answer)}` };
  }
  const later = context.turn.history.filter(
    (other) => recordedKind(other) !== undefined && other.EventId > event.EventId,
  );
  const planned = answer.actions.flatMap(plannedSteps);
  const change = changeOf(before, now, later.map(stepOf), planned);
  const at = later.find((other) => isSame(stepOf(other), now))?.EventId;
  const sentence = `${held}asks for ${facts.now} there${looksLike(change, facts.step, at)}`;
  return { ...facts, change, sentence };
}

type Guess = Exclude<DivergenceChange, "missing" | "lost">;

/** A step by what the history keeps of it. */
interface Named {
  kind: StepKind;
  name: string | null | undefined;
}

const stepOf = (event: HistoryEvent): Named => ({
  kind: recordedKind(event) ?? "schedule-task",
  name: event.Name,
});

const title = ({ kind, name }: Named): string => stepTitle(kind, name);

const isSame = (a: Named, b: Named): boolean =>
  a.kind === b.kind && (a.kind === "create-timer" || hasSameName(a, b));

const hasSameName = (a: Named, b: Named): boolean =>
  (a.name ?? "").toLowerCase() === (b.name ?? "").toLowerCase();

function changeOf(before: Named, now: Named, later: Named[], planned: Named[]): Guess {
  const at = planned.findIndex((step) => isSame(step, now));
  const next = at < 0 ? [] : planned.slice(at + 1);
  const comesLater = next.some((step) => isSame(step, before));
  const wasLater = later.some((step) => isSame(step, now));
  if (comesLater) return wasLater ? "swapped" : "added";
  if (wasLater) return "removed";
  if (before.kind !== now.kind) return hasSameName(before, now) ? "kind" : "unclear";
  const [nextNow] = next;
  const [nextBefore] = later;
  return nextNow && nextBefore && isSame(nextNow, nextBefore) ? "renamed" : "unclear";
}

function looksLike(change: Guess, step: number, at: number | undefined): string {
  switch (change) {
    case "swapped":
      return `, as if steps ${step} and ${at ?? step + 1} had changed places`;
    case "added":
      return ", as if a step had been added before it";
    case "removed":
      return `, which is the history's step ${at ?? step + 1}, as if step ${step} had been removed`;
    case "kind":
      return ", as if it were called in another way";
    case "renamed":
      return ", as if it had been renamed";
    case "unclear":
      break;
  }
  return ": it was renamed or removed, or another step was added before it";
}

function missing({ tasks }: ReplayContext, { isDone, error }: FunctionAnswer): string {
  const steps = `${tasks.count} ${tasks.count === 1 ? "step" : "steps"}`;
  if (error) return `fails after ${steps}, before it gets there: ${error}`;
  return isDone
    ? `ends after ${steps}, before it gets there`
    : `waits after ${steps} for something else, before it gets there`;
}

const lostState = ({ error = "" }: FunctionAnswer): string =>
  `cannot be compared with it, because the SDK failed and did not say what the function asks for: ${error}`;

/** What an action asks for first, for a guess: retries, pieces and polls are left out. */
function plannedSteps(action: Action): Named[] {
  switch (action.kind) {
    case "activity":
      return [{ kind: "schedule-task", name: action.name }];
    case "http":
      return [{ kind: "schedule-task", name: HTTP_ACTIVITY }];
    case "child":
      return [{ kind: "start-child", name: action.name }];
    case "timer":
      return [{ kind: "create-timer", name: undefined }];
    case "any":
    case "all":
      return action.children.flatMap(plannedSteps);
    case "call-entity":
    case "signal-entity":
    case "lock":
      return [{ kind: "send-event", name: REQUEST_EVENT }];
    case "continue-as-new":
    case "external-event":
    case "release":
      break;
  }
  return [];
}

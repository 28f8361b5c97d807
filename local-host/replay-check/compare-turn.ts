import type { HistoryEvent } from "../protocol/history";
import type { Completion, Decision, TurnResult } from "../protocol/protocol";
import { recordedKind, stepTitle } from "../protocol/step-titles";
import { otherValue } from "./compare-values";
import type { Difference } from "./finding";
import type { RecordedTurn } from "./recorded-turns";

type Step = Exclude<Decision, Completion>;

/** How a turn of today differs from the same turn on record; undefined when it does not. */
export function compareTurn(
  turn: RecordedTurn,
  { decisions, divergence }: TurnResult,
  executionId: string,
): Difference | undefined {
  const end = decisions.find((decision): decision is Completion => decision.kind === "complete");
  if (turn.end && isOfHost(turn.end)) return undefined;
  if (divergence) {
    if (turn.end?.OrchestrationStatus === "Failed") return undefined;
    const { step, recordedAt: at, sentence: how } = divergence;
    return { effect: "differs", step, at, how };
  }
  const steps = decisions.filter((decision): decision is Step => decision.kind !== "complete");
  return (
    otherSteps(turn, steps) ??
    otherEnd(turn, end) ??
    turn.steps
      .map((event) => otherValue(event, steps, executionId))
      .find((difference) => difference !== undefined) ??
    otherOutput(turn, end)
  );
}

function otherSteps({ steps, fresh }: RecordedTurn, now: readonly Step[]): Difference | undefined {
  for (const event of steps) {
    const step = now.find(({ id }) => id === event.EventId);
    if (step && isSame(step, event)) continue;
    const instead = step ? `asks for ${titleOf(step)} there` : "did not ask for it in that turn";
    const kind = recordedKind(event) ?? "schedule-task";
    return differs(
      event.EventId,
      event.Timestamp,
      `in the history, step ${event.EventId} is ${stepTitle(kind, event.Name)}, decided at ` +
        `${event.Timestamp}; today's code ${instead}`,
    );
  }
  const extra = now.find(({ id }) => steps.every(({ EventId }) => EventId !== id));
  if (!extra) return undefined;
  const at = fresh[0]?.Timestamp ?? null;
  return differs(
    extra.id,
    at,
    `in the turn of ${at ?? "its start"}, today's code asks also for ${titleOf(extra)} (step ` +
      `${extra.id}), and the old code did not`,
  );
}

function otherEnd(turn: RecordedTurn, now: Completion | undefined): Difference | undefined {
  const before = turn.end?.OrchestrationStatus;
  if (before === now?.status) return undefined;
  const at = turn.fresh[0]?.Timestamp ?? null;
  return differs(
    null,
    at,
    `in the turn of ${at ?? "its start"}, the run ${endTitle(before)}; with today's code it ` +
      `${endTitle(now?.status)}${now?.status === "Failed" ? `: ${now.message}` : ""}`,
  );
}

/** Whether a run that completes gives what it gave before. */
export function otherOutput(
  turn: RecordedTurn,
  now: Completion | undefined,
): Difference | undefined {
  if (now?.status !== "Completed" || now.output === (turn.end?.Result ?? null)) return undefined;
  const how = "the run gives another result with today's code";
  return { effect: "values", step: null, at: turn.end?.Timestamp ?? null, how };
}

/** What the host said against an end of its own: the protocol has no part in it. */
const isOfHost = ({ OrchestrationStatus: status, Result }: HistoryEvent): boolean =>
  status === "Terminated" || (status === "Failed" && !ofProtocol.test(Result ?? ""));

const ofProtocol =
  /^(Non-Deterministic workflow detected|Orchestrator function '|Maximum amount of orchestration actions|The function ')/;

const differs = (step: number | null, at: string | null, how: string): Difference => ({
  effect: "differs",
  step,
  at,
  how,
});

const isSame = (step: Step, event: HistoryEvent): boolean =>
  step.kind === recordedKind(event) &&
  (!("name" in step) || step.name.toLowerCase() === (event.Name ?? "").toLowerCase());

/** `the activity "enrich"`. */
export const titleOf = (step: Step): string =>
  stepTitle(step.kind, "name" in step ? step.name : undefined);

function endTitle(status: string | undefined): string {
  if (status === "Failed") return "fails";
  return status === undefined ? "goes on" : "ends";
}

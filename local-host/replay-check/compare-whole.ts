import type { Completion, TurnResult } from "../protocol/protocol";
import { compareTurn, otherOutput } from "./compare-turn";
import { otherValue } from "./compare-values";
import type { Difference } from "./finding";
import type { RecordedTurn } from "./recorded-turns";

/**
 * Whether one replay of the whole history shows that every turn on record decides the same today:
 * each step, and the end, in the turn that it was in. Once a timer was cancelled, it shows less: a
 * replay goes past the timer before its time. Then turns have to be replayed one by one.
 */
export function isInStep(turns: readonly RecordedTurn[], whole: TurnResult): boolean {
  const { trace, divergence } = whole;
  const last = turns.at(-1);
  if (!trace || !last || divergence) return false;
  const stepsAgree = turns.every((turn) =>
    turn.steps.every(({ EventId }) => trace.issued[EventId]?.at === timeOf(turn)),
  );
  if (!stepsAgree) return false;
  if (!last.end) return trace.endedAt === undefined;
  const isSame = compareTurn(last, whole, "")?.effect !== "differs";
  return isSame && trace.endedAt === timeOf(last);
}

/** What is decided as before with another input, time, target or result, from the same replay. */
export function otherValues(
  turns: readonly RecordedTurn[],
  { trace, decisions }: TurnResult,
  executionId: string,
): Difference | undefined {
  const issued = trace?.issued.map(({ decision }) => decision) ?? [];
  for (const event of turns.flatMap(({ steps }) => steps)) {
    const difference = otherValue(event, issued, executionId);
    if (difference) return difference;
  }
  const last = turns.at(-1);
  const end = decisions.find((decision): decision is Completion => decision.kind === "complete");
  return last && otherOutput(last, end);
}

const timeOf = ({ fresh }: RecordedTurn): number => Date.parse(fresh[0]?.Timestamp ?? "");

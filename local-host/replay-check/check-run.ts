import { isFinished } from "../engine/runtime-status";
import { turnOf } from "../engine/turn-of";
import { EventType, type HistoryEvent, asNew, asPlayed } from "../protocol/history";
import type { OrchestrationProtocol, TurnResult } from "../protocol/protocol";
import type { InstanceRow } from "../store/store";
import { compareTurn, titleOf } from "./compare-turn";
import type { Difference } from "./finding";
import { isInStep, otherValues } from "./compare-whole";
import { type RecordedTurn, recordedTurns } from "./recorded-turns";

/** One run as it is stored. */
export interface StoredRun {
  row: InstanceRow;
  history: readonly HistoryEvent[];
  /** A rewind waits for the next turn: what it took out of the history is decided again then. */
  isRewound: boolean;
}

/**
 * Replays a run with today's code: its next turn with nothing new in it, which says whether it
 * breaks, then what is on record, which says whether it would have gone another way. Nothing is run
 * but the orchestrator function.
 */
export async function checkRun(
  protocol: OrchestrationProtocol,
  functionName: string,
  run: StoredRun,
): Promise<Difference | undefined> {
  const { row, isRewound } = run;
  const played = run.history.map(asPlayed);
  const replay = (before: number, fresh: readonly HistoryEvent[]): Promise<TurnResult> =>
    protocol.runTurn(turnOf(row, functionName, [...played.slice(0, before), ...fresh]));
  const again = ({ start, fresh }: RecordedTurn): Promise<TurnResult> =>
    replay(start, fresh.map(asNew));

  const turns = recordedTurns(run.history);
  const last = turns.at(-1);
  let whole: TurnResult | undefined;
  if (!isFinished(row.status)) {
    whole = await replay(played.length, [startOfNext(run)]);
    const next = nextTurn(run, whole);
    if (next || isRewound) return next;
  } else if (last) {
    whole = await again(last);
  }
  if (whole && isInStep(turns, whole)) return otherValues(turns, whole, row.executionId);
  let values: Difference | undefined;
  for (const turn of turns) {
    const found = compareTurn(turn, await again(turn), row.executionId);
    if (found?.effect === "differs") return found;
    values ??= found;
  }
  return values;
}

/** With nothing new, the function has nothing to decide that is not on record. */
function nextTurn(run: StoredRun, { decisions, divergence }: TurnResult): Difference | undefined {
  if (divergence) {
    const { step, recordedAt: at, sentence: how } = divergence;
    return { effect: "breaks", step, at, how };
  }
  const last = decisions.at(-1);
  if (last?.kind === "complete" && last.status === "Failed") {
    return {
      effect: "breaks",
      step: null,
      at: null,
      how: `it fails at its next turn: ${last.message}`,
    };
  }
  const [first] = decisions;
  if (!first || run.isRewound) return undefined;
  const what =
    first.kind === "complete"
      ? "it ends at its next turn, whatever comes"
      : `at its next turn, whatever comes, it asks for ${titleOf(first)} (step ${first.id})`;
  const step = first.kind === "complete" ? null : first.id;
  return { effect: "differs", step, at: null, how: what };
}

/** A millisecond after the last turn: code that asks for the time has it go on, not back. */
const startOfNext = ({ row }: StoredRun): HistoryEvent => ({
  EventType: EventType.OrchestratorStarted,
  EventId: -1,
  Timestamp: new Date(row.updatedAt + 1).toISOString(),
  IsPlayed: false,
});

import { EventType, type HistoryEvent } from "../protocol/history";
import { recordedKind } from "../protocol/step-titles";

/** One turn of an execution, as its history tells of it. */
export interface RecordedTurn {
  /** Where in the history it begins, with its OrchestratorStarted. */
  start: number;
  /** OrchestratorStarted and what came in. */
  fresh: HistoryEvent[];
  /** The events of what was decided, by id. */
  steps: HistoryEvent[];
  /** Set when the execution ended in this turn. */
  end: HistoryEvent | undefined;
}

/**
 * The turns in which the function ran and whose decisions are all on record. Not among them: turns
 * that only suspended, resumed or terminated, and all before a rewind, which has taken events out.
 */
export function recordedTurns(history: readonly HistoryEvent[]): RecordedTurn[] {
  const rewound = history.findLastIndex(({ EventType: type }) => rewinds.has(type));
  return allTurns(history).filter(
    ({ start, fresh }) => fresh.some(isForFunction) && start + fresh.length > rewound,
  );
}

function allTurns(history: readonly HistoryEvent[]): RecordedTurn[] {
  const turns: RecordedTurn[] = [];
  for (const [start, event] of history.entries()) {
    if (event.EventType === EventType.OrchestratorStarted) {
      turns.push({ start, fresh: [], steps: [], end: undefined });
    }
    const turn = turns.at(-1);
    if (!turn) continue;
    if (recordedKind(event)) turn.steps.push(event);
    else if (event.EventType === EventType.ExecutionCompleted) turn.end = event;
    else if (event.EventType !== EventType.OrchestratorCompleted) turn.fresh.push(event);
  }
  return turns;
}

const rewinds = new Set<EventType>([EventType.ExecutionRewound, EventType.GenericEvent]);

const notForFunction = new Set<EventType>([
  EventType.OrchestratorStarted,
  EventType.ExecutionSuspended,
  EventType.ExecutionResumed,
  EventType.ExecutionTerminated,
]);

const isForFunction = ({ EventType: type }: HistoryEvent): boolean => !notForFunction.has(type);

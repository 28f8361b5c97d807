import { EventType, type HistoryEvent } from "../protocol/history";

/** What is left of a history after its last failures are taken out of it. */
export interface RewoundHistory {
  events: HistoryEvent[];
  /** Children that the events still wait for, by their SubOrchestrationInstanceCreated. */
  openChildren: HistoryEvent[];
  /** Timers that are still to fire: TimerCreated events. */
  openTimers: HistoryEvent[];
}

/**
 * Takes a failed execution back to before the failures that ended it, so that a replay issues those
 * calls again. Invariants:
 *
 * 1. What is left is the history of an execution in which the failed calls have no answer yet: a
 *    true beginning, then only completions of what that beginning decided.
 * 2. Results of calls that succeeded are kept; failures that were dealt with long before are, too.
 * 3. A failed call's "scheduled" event goes with its failure. A failed child's stays: the child is
 *    rewound itself and answers again.
 *
 * Placeholders, as older extensions leave them, would keep the timers that retries have made after
 * a failure, and a replay without that failure cannot explain them.
 */
export function rewoundHistory(whole: readonly HistoryEvent[]): RewoundHistory {
  const history = whole.filter((event) => !isEnd(event));
  const { from, failedIds } = lastFailures(history, whole.findLast(isEnd)?.Result ?? "");
  const isFailedCall = (event: HistoryEvent): boolean =>
    event.EventType === EventType.TaskScheduled && failedIds.has(event.EventId);
  const beginning = history.slice(0, from).filter((event) => !isFailedCall(event));
  const decided = new Set(beginning.filter(isDecision).map(({ EventId }) => EventId));
  const later = history.slice(from).filter((event) => staysAfter(event, decided));

  const kept = [...beginning, ...later];
  const answered = new Set(kept.map(answeredId));
  const isOpen = (event: HistoryEvent): boolean => !answered.has(event.EventId);
  const open = (type: EventType): HistoryEvent[] =>
    kept.filter((event) => event.EventType === type && isOpen(event));
  return {
    // The result of a call that was open at the end is lost: it is made again.
    events: kept.filter((event) => event.EventType !== EventType.TaskScheduled || !isOpen(event)),
    openChildren: open(EventType.SubOrchestrationInstanceCreated),
    openTimers: open(EventType.TimerCreated),
  };
}

/**
 * The failures that ended the execution: the last one that nothing was decided after, or that the
 * end speaks of, and those before it up to the last call that did not fail.
 */
function lastFailures(
  history: readonly HistoryEvent[],
  end: string,
): { from: number; failedIds: Set<number> } {
  const failedIds = new Set<number>();
  let from = history.length;
  let isReaction = false;
  for (const [index, event] of [...history.entries()].toReversed()) {
    if (isFailure(event)) {
      const isCause = event.Reason ? end.includes(event.Reason) : false;
      if (failedIds.size === 0 && isReaction && !isCause) continue;
      failedIds.add(event.TaskScheduledId ?? -1);
      from = index;
    } else if (isDecision(event) && event.EventType !== EventType.TimerCreated) {
      if (failedIds.size > 0 && !failedIds.has(event.EventId)) break;
      isReaction = true;
    }
  }
  return { from, failedIds };
}

function staysAfter(event: HistoryEvent, decided: ReadonlySet<number>): boolean {
  if (isDecision(event) || isFailure(event)) return false;
  const id = answeredId(event);
  return id === undefined || decided.has(id);
}

const isFailure = ({ EventType: type }: HistoryEvent): boolean =>
  type === EventType.TaskFailed || type === EventType.SubOrchestrationInstanceFailed;

const isEnd = ({ EventType: type }: HistoryEvent): boolean => type === EventType.ExecutionCompleted;

const isDecision = ({ EventType: type }: HistoryEvent): boolean =>
  type === EventType.TaskScheduled ||
  type === EventType.TimerCreated ||
  type === EventType.SubOrchestrationInstanceCreated ||
  type === EventType.EventSent;

/** The id of the decision that an event completes. */
const answeredId = ({ TaskScheduledId, TimerId }: HistoryEvent): number | undefined =>
  TaskScheduledId ?? TimerId;

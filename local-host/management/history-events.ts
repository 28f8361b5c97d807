import { EventType, type HistoryEvent } from "../protocol/history";
import { jsonOrText } from "./json-text";

export interface HistoryView {
  showInput: boolean;
  showHistoryOutput: boolean;
}

/** A history event as people read it: types by name, without ids. */
type ShownEvent = Record<string, unknown>;

const NAMES = new Map(Object.entries(EventType).map(([name, type]) => [type, name]));

/** Which event ends what another one began. */
const ENDS: ReadonlyMap<EventType, EventType> = new Map<EventType, EventType>([
  [EventType.TaskCompleted, EventType.TaskScheduled],
  [EventType.TaskFailed, EventType.TaskScheduled],
  [EventType.SubOrchestrationInstanceCompleted, EventType.SubOrchestrationInstanceCreated],
  [EventType.SubOrchestrationInstanceFailed, EventType.SubOrchestrationInstanceCreated],
]);

/** The last three are put back under the name and in the form in which they are shown. */
const HIDDEN = [
  "EventId",
  "IsPlayed",
  "TaskScheduledId",
  "TimerId",
  "Version",
  "Tags",
  "OrchestrationInstance",
  "ParentInstance",
  "Name",
  "Input",
  "Result",
];

/**
 * `historyEvents` of an instance. Turns are left out; a call whose result is there is one event with
 * `ScheduledTime` and `FunctionName`.
 */
export function historyEvents(history: readonly HistoryEvent[], view: HistoryView): ShownEvent[] {
  const begun = new Map(
    history
      .filter(({ EventType: type }) => [...ENDS.values()].includes(type))
      .map((event) => [keyOf(event.EventType, event.EventId), event]),
  );
  const beginningOf = (event: HistoryEvent): HistoryEvent | undefined => {
    const type = ENDS.get(event.EventType);
    return type === undefined ? undefined : begun.get(keyOf(type, event.TaskScheduledId));
  };
  const ended = new Set(history.map(beginningOf));
  return history
    .filter((event) => !isTurn(event) && !ended.has(event))
    .map((event) => shown(event, beginningOf(event), view));
}

const keyOf = (type: EventType, id: number | undefined): string => `${type} ${id}`;

const isTurn = ({ EventType: type }: HistoryEvent): boolean =>
  type === EventType.OrchestratorStarted || type === EventType.OrchestratorCompleted;

function shown(
  event: HistoryEvent,
  beginning: HistoryEvent | undefined,
  { showInput, showHistoryOutput }: HistoryView,
): ShownEvent {
  const input = beginning ? beginning.Input : event.Input;
  const kept = Object.entries(event).filter(([name]) => !HIDDEN.includes(name));
  return {
    ...Object.fromEntries(kept),
    EventType: NAMES.get(event.EventType) ?? event.EventType,
    ...namesOf(event, beginning),
    ...(showInput && input !== undefined && { Input: jsonOrText(input) }),
    ...(showHistoryOutput && event.Result !== undefined && { Result: jsonOrText(event.Result) }),
  };
}

function namesOf(event: HistoryEvent, beginning: HistoryEvent | undefined): ShownEvent {
  if (beginning) return { ScheduledTime: beginning.Timestamp, FunctionName: beginning.Name };
  if (event.Name === undefined) return {};
  return event.EventType === EventType.ExecutionStarted
    ? { FunctionName: event.Name }
    : { Name: event.Name };
}

import { EventType, type HistoryEvent } from "./history";
import type { Completion, Decision } from "./protocol";

/** A decision that takes an id. */
export type StepKind = Exclude<Decision, Completion>["kind"];

const recordedKinds = new Map<EventType, StepKind>([
  [EventType.TaskScheduled, "schedule-task"],
  [EventType.SubOrchestrationInstanceCreated, "start-child"],
  [EventType.TimerCreated, "create-timer"],
  [EventType.EventSent, "send-event"],
]);

/** Which kind of decision an event records; undefined for events that record none. */
export const recordedKind = ({ EventType: type }: HistoryEvent): StepKind | undefined =>
  recordedKinds.get(type);

const called: Record<StepKind, string> = {
  "schedule-task": "the activity",
  "start-child": "the sub-orchestration",
  "create-timer": "a timer",
  "send-event": "the event to an entity,",
};

/** `the activity "enrich"`, as a person is told of it. Timers have no name. */
export const stepTitle = (kind: StepKind, name: string | null | undefined): string =>
  kind === "create-timer" ? called[kind] : `${called[kind]} "${name ?? ""}"`;

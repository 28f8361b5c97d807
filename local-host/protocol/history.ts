/**
 * History in the Durable Task Framework's terms, spelled as durable-functions 3.5 reads it
 * (PascalCase, numbered event types). Written by the back end, replayed by a protocol adapter.
 * Source: Azure/durabletask src/DurableTask.Core/History.
 */
export const EventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionFailed: 2,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventSent: 14,
  EventRaised: 15,
  ContinueAsNew: 16,
  GenericEvent: 17,
  HistoryState: 18,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
  ExecutionRewound: 21,
} as const;
export type EventType = (typeof EventType)[keyof typeof EventType];

/**
 * One event. `EventId` is the task id for events that record a decision (4, 7, 10, 14), else -1.
 * `IsPlayed` is set when a turn is built, not stored. `Timestamp` is ISO 8601 UTC.
 */
export interface HistoryEvent {
  EventType: EventType;
  EventId: number;
  Timestamp: string;
  IsPlayed?: boolean;
  Name?: string | null;
  Version?: string | null;
  /** JSON text. */
  Input?: string | null;
  /** JSON text. */
  Result?: string | null;
  TaskScheduledId?: number;
  TimerId?: number;
  /** ISO 8601 UTC. */
  FireAt?: string;
  InstanceId?: string;
  Reason?: string | null;
  Details?: string | null;
  FailureDetails?: FailureDetails | null;
  OrchestrationStatus?: string;
  OrchestrationInstance?: { InstanceId: string; ExecutionId: string };
  ParentInstance?: ParentInstance | null;
  Tags?: Record<string, string> | null;
  Data?: string | null;
}

export interface FailureDetails {
  ErrorType: string;
  ErrorMessage: string;
  StackTrace?: string | null;
  IsNonRetriable: boolean;
  Properties?: Record<string, unknown> | null;
  InnerFailure?: FailureDetails | null;
}

export interface ParentInstance {
  OrchestrationInstance: { InstanceId: string; ExecutionId: string };
  Name: string;
  Version?: string | null;
  /** Task id of the call in the parent. */
  TaskScheduleId: number;
}

/** An event of an earlier turn, as the next one gets it. */
export const asPlayed = (event: HistoryEvent): HistoryEvent => ({
  ...event,
  IsPlayed: event.EventType !== EventType.OrchestratorStarted,
});

/** An event of the turn that gets it. */
export const asNew = (event: HistoryEvent): HistoryEvent => ({ ...event, IsPlayed: false });

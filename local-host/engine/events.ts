import { EventType, type HistoryEvent } from "../protocol/history";
import type { InstanceRow } from "../store/store";

/** ISO 8601 UTC, as every time in history is written. */
export const timestamp = (at: number): string => new Date(at).toISOString();

const event = (type: EventType, at: number): HistoryEvent => ({
  EventType: type,
  EventId: -1,
  Timestamp: timestamp(at),
});

/** The first event of every turn; its time is what the instance sees as the current time. */
export const orchestratorStarted = (at: number): HistoryEvent =>
  event(EventType.OrchestratorStarted, at);

/** The last event of every turn. */
export const orchestratorCompleted = (at: number): HistoryEvent =>
  event(EventType.OrchestratorCompleted, at);

/** The start of one execution. */
export const executionStarted = (row: InstanceRow, at: number): HistoryEvent => ({
  ...event(EventType.ExecutionStarted, at),
  Name: row.name,
  Version: row.version ?? "",
  Input: row.input,
  OrchestrationInstance: { InstanceId: row.instanceId, ExecutionId: row.executionId },
  ParentInstance: row.parent,
  Tags: null,
});

/** The end of an execution that is not continued. `result` is JSON text, or why it did not complete. */
export const executionCompleted = (
  status: "Completed" | "Failed" | "Terminated",
  result: string | null,
  at: number,
): HistoryEvent => ({
  ...event(EventType.ExecutionCompleted, at),
  OrchestrationStatus: status,
  Result: result,
  FailureDetails: null,
});

/** An external event, an operation for an entity, an entity's answer. */
export const eventRaised = (name: string, input: string | null, at: number): HistoryEvent => ({
  ...event(EventType.EventRaised, at),
  Name: name,
  Input: input,
});

/** A request to end the instance. */
export const executionTerminated = (reason: string, at: number): HistoryEvent => ({
  ...event(EventType.ExecutionTerminated, at),
  Input: reason,
});

/** A request to suspend, resume or rewind the instance. */
export const executionControl = (
  kind: "ExecutionSuspended" | "ExecutionResumed" | "ExecutionRewound",
  reason: string,
  at: number,
): HistoryEvent => ({ ...event(EventType[kind], at), Reason: reason });

/** What an activity gave. */
export const taskCompleted = (taskId: number, result: string | null, at: number): HistoryEvent => ({
  ...event(EventType.TaskCompleted, at),
  TaskScheduledId: taskId,
  Result: result,
});

/** What a child gave. */
export const childCompleted = (
  taskId: number,
  result: string | null,
  at: number,
): HistoryEvent => ({
  ...event(EventType.SubOrchestrationInstanceCompleted, at),
  TaskScheduledId: taskId,
  Result: result,
});

/** Why a child gave nothing. `details` is null for one that was terminated, as in Azure. */
export const childFailed = (
  taskId: number,
  reason: string,
  details: string | null,
  at: number,
): HistoryEvent => ({
  ...event(EventType.SubOrchestrationInstanceFailed, at),
  TaskScheduledId: taskId,
  Reason: reason,
  Details: details,
});

/** A durable timer that is due. */
export const timerFired = (timerId: number, fireAt: number): HistoryEvent => ({
  ...event(EventType.TimerFired, fireAt),
  TimerId: timerId,
  FireAt: timestamp(fireAt),
});

import { EventType, type HistoryEvent } from "../protocol/history";
import type { Completion, Decision } from "../protocol/protocol";
import {
  REQUEST_EVENT,
  entityInstanceId,
  readEntityInstanceId,
} from "../protocol/v3/entity-messages";
import type { InstanceRow, Store } from "../store/store";
import type { Outbox } from "./commit";
import { childFailed, eventRaised, timerFired, timestamp } from "./events";
import { instanceIdProblem } from "./instance-id";
import { createInstance } from "./new-instance";
import { isFinished } from "./runtime-status";

export type Step = Exclude<Decision, Completion>;
type ChildStart = Extract<Decision, { kind: "start-child" }>;
type SentEvent = Extract<Decision, { kind: "send-event" }>;

/** Where decisions are carried out. Part of the write group of a turn. */
export interface TurnScope {
  store: Store;
  outbox: Outbox;
  row: InstanceRow;
  at: number;
  storeInputs: boolean;
  /** Of children that are started without a version. */
  defaultVersion: string | null;
}

/** Sends out what one decision asks for; the result is its event in history. */
export function carryOut(scope: TurnScope, decision: Step): HistoryEvent {
  switch (decision.kind) {
    case "schedule-task":
      return scheduleTask(scope, decision);
    case "create-timer":
      return createTimer(scope, decision);
    case "start-child":
      return startChild(scope, decision);
    case "send-event":
      break;
  }
  return sendEvent(scope, decision);
}

const decided = ({ at }: TurnScope, type: EventType, id: number): HistoryEvent => ({
  EventType: type,
  EventId: id,
  Timestamp: timestamp(at),
});

function scheduleTask(
  scope: TurnScope,
  { id, name, input }: Extract<Decision, { kind: "schedule-task" }>,
): HistoryEvent {
  const { instanceId, executionId } = scope.row;
  scope.outbox.schedule({
    instanceId,
    executionId,
    taskId: id,
    name,
    input: JSON.stringify(input),
  });
  const text = "json" in input ? input.json : "text" in input ? JSON.stringify(input.text) : null;
  return {
    ...decided(scope, EventType.TaskScheduled, id),
    Name: name,
    Version: "",
    Input: scope.storeInputs ? text : null,
  };
}

function createTimer(
  scope: TurnScope,
  { id, fireAt }: Extract<Decision, { kind: "create-timer" }>,
): HistoryEvent {
  const { instanceId, executionId } = scope.row;
  // The store orders by whole milliseconds; up, because a timer must not be early.
  const dueAt = Math.ceil(fireAt);
  const event = timerFired(id, fireAt);
  scope.outbox.sendLater(dueAt, { target: instanceId, executionId, event });
  return { ...decided(scope, EventType.TimerCreated, id), FireAt: timestamp(fireAt) };
}

function startChild(scope: TurnScope, decision: ChildStart): HistoryEvent {
  const { store, outbox, row, at } = scope;
  const { id, name, input } = decision;
  const version = decision.version ?? scope.defaultVersion;
  const childId = decision.instanceId ?? `${row.executionId}:${id}`;
  const problem = childProblem(scope, childId);
  if (problem) {
    const event = childFailed(id, problem, "", at);
    outbox.send({ target: row.instanceId, executionId: row.executionId, event });
  } else {
    const parent = {
      OrchestrationInstance: { InstanceId: row.instanceId, ExecutionId: row.executionId },
      Name: row.name,
      Version: row.version,
      TaskScheduleId: id,
    };
    createInstance(store, outbox, {
      instanceId: childId,
      name,
      input,
      version,
      parent,
      at,
    });
  }
  return {
    ...decided(scope, EventType.SubOrchestrationInstanceCreated, id),
    Name: name,
    Version: version ?? "",
    InstanceId: childId,
    Input: input,
  };
}

/** A child that cannot start fails at once: waiting for an answer that never comes helps nobody. */
function childProblem({ store, row }: TurnScope, childId: string): string | undefined {
  if (childId === row.instanceId) {
    return `The instance ID of a sub-orchestration must not be its parent's: "${childId}"`;
  }
  const problem = instanceIdProblem(childId);
  if (problem) return problem;
  const status = store.instance(childId)?.status;
  return status && !isFinished(status)
    ? `An Orchestration instance with the status ${status} already exists: "${childId}"`
    : undefined;
}

function sendEvent(scope: TurnScope, { id, instanceId, name, input }: SentEvent): HistoryEvent {
  const { outbox, at } = scope;
  const entity = readEntityInstanceId(instanceId);
  const target = entity ? entityInstanceId(entity) : instanceId;
  const due = entity && scheduledTime(name);
  if (due === undefined) {
    outbox.send({ target, executionId: null, event: eventRaised(name, input, at) });
  } else {
    const event = eventRaised(REQUEST_EVENT, input, due);
    outbox.sendLater(due, { target, executionId: null, event });
  }
  return {
    ...decided(scope, EventType.EventSent, id),
    InstanceId: instanceId,
    Name: name,
    Input: input,
  };
}

/** `op@<ISO time>`: a signal to be delivered then. */
function scheduledTime(name: string): number | undefined {
  const prefix = `${REQUEST_EVENT}@`;
  const time = name.startsWith(prefix) ? Date.parse(name.slice(prefix.length)) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

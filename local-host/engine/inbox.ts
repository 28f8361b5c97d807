import { EventType } from "../protocol/history";
import type { InstanceRow, Message } from "../store/store";

/** What one turn does with the messages of an instance. */
export interface Intake {
  /** Become history in this order. */
  taken: Message[];
  /** For an execution that is not any more. */
  dropped: Message[];
  state: "running" | "suspended" | "terminated";
  /** Why the instance is suspended or terminated. */
  reason: string;
  /** Whether user code has something to react to. */
  needsRun: boolean;
}

/**
 * Sorts an inbox. Invariants:
 *
 * 1. Control messages overtake: a suspension holds back everything that no turn has taken yet, the
 *    start of the instance included, and a termination makes the rest pointless.
 * 2. What is held back stays in the inbox, in order, until the instance is resumed.
 * 3. ExecutionStarted comes first in its turn.
 */
export function readInbox(row: InstanceRow, messages: readonly Message[]): Intake {
  const current = messages.filter(({ executionId }) => isFor(row, executionId));
  const dropped = messages.filter(({ executionId }) => !isFor(row, executionId));
  const controls = current.filter(isControl);
  const termination = controls.find(
    ({ event }) => event.EventType === EventType.ExecutionTerminated,
  );
  if (termination) {
    const reason = termination.event.Input ?? "";
    return { taken: [termination], dropped, state: "terminated", reason, needsRun: false };
  }

  const isSuspended = suspended(row, controls);
  const rest = isSuspended ? [] : current.filter((message) => !isControl(message));
  return {
    taken: [...rest.filter(isStart), ...controls, ...rest.filter((message) => !isStart(message))],
    dropped,
    state: isSuspended ? "suspended" : "running",
    reason: controls.at(-1)?.event.Reason ?? "",
    needsRun: rest.length > 0,
  };
}

/** Whether an instance will be suspended when it has taken the control messages in its inbox. */
export function suspended(row: InstanceRow, messages: readonly Message[]): boolean {
  const last = messages.findLast(({ event }) => isSwitch(event.EventType));
  if (!last) return row.status === "Suspended";
  return last.event.EventType === EventType.ExecutionSuspended;
}

const isFor = (row: InstanceRow, executionId: string | null): boolean =>
  executionId === null || executionId === row.executionId;

const isSwitch = (type: EventType): boolean =>
  type === EventType.ExecutionSuspended || type === EventType.ExecutionResumed;

const isStart = ({ event }: Message): boolean => event.EventType === EventType.ExecutionStarted;

const isControl = ({ event }: Message): boolean =>
  isSwitch(event.EventType) || event.EventType === EventType.ExecutionTerminated;

import type { HistoryEvent } from "../protocol/history";
import type { Completion } from "../protocol/protocol";
import type { InstanceRow } from "../store/store";
import type { TurnScope } from "./decisions";
import {
  childCompleted,
  childFailed,
  executionCompleted,
  executionStarted,
  orchestratorCompleted,
} from "./events";
import { releasesAtEnd } from "./held-locks";
import { newId } from "./instance-id";

export type Ending =
  | Exclude<Completion, { status: "ContinuedAsNew" }>
  | { kind: "complete"; status: "Terminated"; message: string };
type Continuation = Extract<Completion, { status: "ContinuedAsNew" }>;

/**
 * Ends an instance: nothing can reach it any more, its locks are free, its parent has the answer.
 * `turn` is what the turn adds to history so far.
 */
export function finish(
  scope: TurnScope,
  earlier: readonly HistoryEvent[],
  turn: readonly HistoryEvent[],
  ending: Ending,
): void {
  const { store, outbox, row, at } = scope;
  const output = ending.status === "Completed" ? ending.output : ending.message;
  const events = [
    ...turn,
    executionCompleted(ending.status, output, at),
    orchestratorCompleted(at),
  ];
  store.appendHistory(row.instanceId, events);
  store.putInstance({ ...row, status: ending.status, output });
  store.deleteMessages(row.instanceId);
  outbox.cancelLater(row.instanceId);
  releasesAtEnd([...earlier, ...turn], at).forEach((release) => outbox.send(release));
  answerParent(scope, ending);
}

function answerParent({ outbox, row, at }: TurnScope, ending: Ending): void {
  if (!row.parent) return;
  const { OrchestrationInstance: to, TaskScheduleId: taskId } = row.parent;
  outbox.send({
    target: to.InstanceId,
    executionId: to.ExecutionId,
    event: answer(taskId, ending, at),
  });
}

function answer(taskId: number, ending: Ending, at: number): HistoryEvent {
  if (ending.status === "Completed") return childCompleted(taskId, ending.output, at);
  const details = ending.status === "Failed" ? "" : null;
  return childFailed(taskId, ending.message, details, at);
}

/**
 * Starts the next execution of the instance. Events that the last one has kept come before those
 * that have arrived since.
 */
export function continueAsNew(
  scope: TurnScope,
  history: readonly HistoryEvent[],
  { input, keptEvents }: Continuation,
): void {
  const { store, outbox, row, at } = scope;
  const { instanceId } = row;
  releasesAtEnd(history, at).forEach((release) => outbox.send(release));
  const arrived = store.messages(instanceId).filter(({ executionId }) => executionId === null);
  store.deleteMessages(instanceId);
  store.clearHistory(instanceId);
  outbox.cancelLater(instanceId);

  const next: InstanceRow = { ...row, executionId: newId(), input, status: "ContinuedAsNew" };
  store.putInstance(next);
  outbox.send({
    target: instanceId,
    executionId: next.executionId,
    event: executionStarted(next, at),
  });
  for (const { IsPlayed: _, ...event } of [...keptEvents, ...arrived.map(({ event: e }) => e)]) {
    outbox.send({ target: instanceId, executionId: null, event });
  }
}

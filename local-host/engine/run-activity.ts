import { EventType, type HistoryEvent } from "../protocol/history";
import { HTTP_ACTIVITY, type TaskInput } from "../protocol/protocol";
import { activityFailure, activityResult } from "../protocol/v3/activity";
import { taskData } from "../protocol/v3/task-input";
import type { ActivityWork, Store } from "../store/store";
import { InvocationError, type Worker } from "../worker/worker";
import type { Commit } from "./commit";
import { taskCompleted, timestamp } from "./events";
import type { KnownFunctions } from "./known-functions";
import type { TurnTime } from "./turn-time";

export interface ActivityParts {
  store: Store;
  commit: Commit;
  time: TurnTime;
  worker: Worker;
  functions: KnownFunctions;
  httpActivity: ((input: string) => Promise<string>) | undefined;
  isStopping: () => boolean;
}

/**
 * Runs one call of an activity. Its row goes in the write group that brings its result: an activity
 * runs again after a crash until that is durable, and its result comes once.
 */
export function createActivityRunner(parts: ActivityParts): (work: ActivityWork) => Promise<void> {
  const { store, commit, time } = parts;

  return async (work) => {
    const { id, instanceId, executionId, taskId } = work;
    let event: HistoryEvent;
    try {
      event = taskCompleted(taskId, await run(parts, work), time.now());
    } catch (error) {
      // Cut off by the stop, it has not failed: it runs again after the restart.
      if (parts.isStopping() && !(error instanceof InvocationError)) return;
      event = taskFailed(work, error, time.now());
    }
    await commit((outbox) => {
      store.deleteWork(id);
      outbox.send({ target: instanceId, executionId, event });
    });
  };
}

async function run(parts: ActivityParts, work: ActivityWork): Promise<string | null> {
  const input = JSON.parse(work.input) as TaskInput;
  if (work.name === HTTP_ACTIVITY) return callHttp(parts, input);
  const functionName = parts.functions.activity(work.name);
  if (functionName === undefined) {
    throw new Error(`Activity function '${work.name}' does not exist.`);
  }
  const { returnValue } = await parts.worker.invoke({
    functionName,
    trigger: taskData(input),
    metadata: { instanceId: { string: work.instanceId } },
  });
  return activityResult(returnValue);
}

async function callHttp({ httpActivity }: ActivityParts, input: TaskInput): Promise<string> {
  if (!httpActivity) throw new Error("This host makes no HTTP calls for orchestrators (callHttp)");
  return httpActivity("json" in input ? input.json : "text" in input ? input.text : "null");
}

function taskFailed(work: ActivityWork, thrown: unknown, at: number): HistoryEvent {
  const error =
    thrown instanceof InvocationError ? thrown : new InvocationError(messageOf(thrown), "");
  const { reason, details, failureDetails } = activityFailure(work.name, error);
  return {
    EventType: EventType.TaskFailed,
    EventId: -1,
    Timestamp: timestamp(at),
    TaskScheduledId: work.taskId,
    Reason: reason,
    Details: details,
    ...(failureDetails && { FailureDetails: failureDetails }),
  };
}

const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

import type { Action } from "./actions";
import type { ReplayContext } from "./replay-context";
import { isTooPatient, retry } from "./retry";
import type { RetryOptions } from "./retry-options";
import { type Step, failed, settledStep, start } from "./step";
import { taskInput } from "./task-input";

/** An activity, once or with retries. */
export function callActivity(
  context: ReplayContext,
  { name, input, retry: options }: Action & { kind: "activity" },
): Step {
  if (typeof input === "boolean") context.warnings.add("boolean-input", booleanInput(name));
  return attempts(context, name, options, () =>
    context.tasks.schedule((id) => ({ kind: "schedule-task", id, name, input: taskInput(input) })),
  );
}

/** A sub-orchestration, once or with retries. An explicit instance id is that of every attempt. */
export function callChild(
  context: ReplayContext,
  { name, input, instanceId, version, retry: options }: Action & { kind: "child" },
): Step {
  const { turn, tasks, warnings } = context;
  const reserved = [turn.instanceId, turn.parentInstanceId].map((id) => id?.toLowerCase());
  if (instanceId && (instanceId.startsWith("@") || reserved.includes(instanceId.toLowerCase()))) {
    warnings.add("child-instance-id", childInstanceId(name, instanceId));
    return settledStep(failed);
  }
  return attempts(context, name, options, () =>
    tasks.schedule((id) => ({
      kind: "start-child",
      id,
      name,
      ...(instanceId && { instanceId }),
      input: input === undefined || input === null ? null : JSON.stringify(input),
      ...(version && { version }),
    })),
  );
}

function attempts(
  context: ReplayContext,
  name: string,
  options: RetryOptions | undefined,
  call: () => { step: Step },
): Step {
  if (!options) return call().step;
  if (isTooPatient(options, context)) {
    context.warnings.add("retry-interval", retryInterval(name));
    return settledStep(failed);
  }
  return start(retry(context, options, () => call().step));
}

const booleanInput = (name: string): string =>
  `"${name}" is called with a boolean and gets the text "True" or "False"; pass an object`;

const childInstanceId = (name: string, instanceId: string): string =>
  `"${name}" is not started under the instance id "${instanceId}", which begins with "@" or is that ` +
  "of this instance or its parent; the instance waits for it for ever";

const retryInterval = (name: string): string =>
  `"${name}" is not called, because an interval of its retry options is longer than the longest ` +
  "timer; the instance waits for it for ever";

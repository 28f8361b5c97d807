import type { HistoryEvent } from "../protocol/history";
import type { Completion, Decision, TaskInput } from "../protocol/protocol";
import { stepTitle } from "../protocol/step-titles";
import type { Difference } from "./finding";

type Step = Exclude<Decision, Completion>;

/**
 * A step that is decided as before, with another input, time or target. Inputs of activities are in
 * a history only when host.json says `storeInputsInOrchestrationHistory`; without, they are not
 * compared.
 */
export function otherValue(
  event: HistoryEvent,
  now: readonly Step[],
  executionId: string,
): Difference | undefined {
  const step = now.find(({ id }) => id === event.EventId);
  const what = step && otherPart(event, step, executionId);
  if (!what) return undefined;
  const title = stepTitle(step.kind, event.Name);
  return {
    effect: "values",
    step: event.EventId,
    at: event.Timestamp,
    how: `step ${event.EventId}, ${title}, has another ${what} with today's code`,
  };
}

function otherPart(event: HistoryEvent, step: Step, executionId: string): string | undefined {
  const input = event.Input ?? null;
  switch (step.kind) {
    case "schedule-task":
      return input === null || input === inputText(step.input) ? undefined : "input";
    case "create-timer":
      return Date.parse(event.FireAt ?? "") === Math.floor(step.fireAt) ? undefined : "time";
    case "start-child":
      if ((step.instanceId ?? `${executionId}:${step.id}`) !== event.InstanceId)
        return "instance id";
      return input === step.input ? undefined : "input";
    case "send-event":
      break;
  }
  if (step.instanceId !== event.InstanceId) return "target";
  return input === step.input ? undefined : "input";
}

const inputText = (input: TaskInput): string | null => {
  if ("json" in input) return input.json;
  return "text" in input ? JSON.stringify(input.text) : null;
};

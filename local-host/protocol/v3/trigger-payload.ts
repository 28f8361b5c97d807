import { EventType, type HistoryEvent } from "../history";
import type { Turn } from "../protocol";
import { upperSchemaVersion } from "./function-answer";
import { isRecord, parseJson } from "./json-record";
import type { V3Settings } from "./settings";
import { timeSpan } from "./time-span";

/**
 * The text an orchestrator function is triggered with. Every member is part of the contract, the
 * spelling `Millseconds` too. Source: Azure/azure-functions-durable-extension
 * src/WebJobs.Extensions.DurableTask/Bindings/OrchestrationTriggerAttributeBindingProvider.cs.
 */
export function triggerPayload(turn: Turn, settings: V3Settings): string {
  const members = JSON.stringify({
    history: turn.history.map(withResult),
    instanceId: turn.instanceId,
    isReplaying: false,
    parentInstanceId: turn.parentInstanceId,
    // For SDKs that do not know the newer member.
    upperSchemaVersion: 1,
    upperSchemaVersionNew: upperSchemaVersion,
    longRunningTimerIntervalDuration: timeSpan(settings.longTimerInterval),
    maximumShortTimerDuration: timeSpan(settings.maximumShortTimer),
    defaultHttpAsyncRequestSleepTimeMillseconds: settings.httpPollInterval,
  });
  return `${members.slice(0, -1)},"input":${inputValue(turn)}}`;
}

/** Whether the SDK will turn a text in this input into a Date: one under the name `Timestamp`. */
export function hasTimestamp({ input }: Turn): boolean {
  if (!input?.includes("Timestamp")) return false;
  const left: unknown[] = [parseJson(input)];
  // A loop: how deep the input goes is up to whoever started the instance.
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (isRecord(value) && typeof value["Timestamp"] === "string") return true;
    if (typeof value !== "object" || value === null) continue;
    for (const member of Object.values(value)) left.push(member);
  }
  return false;
}

/** The input goes in as the value it is, without being read; a text that is not JSON as a text. */
function inputValue({ input }: Turn): string {
  if (input === null || input === "null") return "null";
  return parseJson(input) === undefined ? JSON.stringify(input) : input;
}

/** The SDK parses `Result` without looking whether it is there. */
function withResult(event: HistoryEvent): HistoryEvent {
  const isResult =
    event.EventType === EventType.TaskCompleted ||
    event.EventType === EventType.SubOrchestrationInstanceCompleted;
  return isResult && event.Result === undefined ? { ...event, Result: null } : event;
}

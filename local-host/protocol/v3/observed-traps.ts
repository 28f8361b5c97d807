import type { RuleNote } from "../../rules";
import type { Turn } from "../protocol";
import type { FunctionAnswer } from "./function-answer";
import { type JsonRecord, isRecord } from "./json-record";
import type { Observed } from "./observed-context";

/** The traps that no answer shows: they are in what a function did, or did not do, with its tasks. */
export function observedTraps(turn: Turn, answer: FunctionAnswer, observed: Observed): RuleNote[] {
  const notes: RuleNote[] = [];
  if (observed.hasSharedGuid) notes.push({ rule: "shared-guid", sentence: sharedGuid });
  // A child that is given an empty text was given it on purpose.
  if (observed.hasReadInput && turn.input === '""' && turn.parentInstanceId === null) {
    notes.push({ rule: "empty-input", sentence: emptyInput });
  }
  for (const action of reused(observed.actions())) {
    notes.push({ rule: "reused-task", sentence: reusedTask(action) });
  }
  if (answer.isDone) {
    for (const action of unyielded(observed)) {
      notes.push({ rule: "unyielded-task", sentence: unyieldedTask(action) });
    }
  }
  return notes;
}

/** Actions that are listed twice, waiting for an event aside, which may be done twice. */
function reused(actions: JsonRecord[]): Set<JsonRecord> {
  const seen = new Set<JsonRecord>();
  const twice = new Set<JsonRecord>();
  for (const action of actions.flatMap(partsOf)) {
    if (seen.has(action) && !("externalEventName" in action)) twice.add(action);
    seen.add(action);
  }
  return twice;
}

/** The actions in a compound, or the one action that is none. */
function partsOf(action: JsonRecord): JsonRecord[] {
  const parts = action["compoundActions"];
  return Array.isArray(parts) ? parts.filter(isRecord).flatMap(partsOf) : [action];
}

/** Actions of tasks that were not yielded, alone or in a compound. Dropping a timer by name is fine. */
const unyielded = ({ made }: Observed): JsonRecord[] =>
  made.flatMap(({ task, action }) =>
    isScheduled(task) || action["isCanceled"] === true ? [] : [action],
  );

/** What the SDK makes for itself, such as the timer of a poll, is part of what was yielded. */
function isScheduled({ alreadyScheduled, parent }: JsonRecord): boolean {
  return alreadyScheduled === true || (isRecord(parent) && isScheduled(parent));
}

function titleOf({ functionName, externalEventName, httpRequest, ...action }: JsonRecord): string {
  if (typeof functionName === "string") return `"${functionName}"`;
  if (typeof externalEventName === "string") return `the wait for "${externalEventName}"`;
  if (httpRequest) return "a callHttp";
  if ("fireAt" in action) return "a timer";
  if (typeof action["operation"] === "string") return `the call of "${action["operation"]}"`;
  return "a lock";
}

const unyieldedTask = (action: JsonRecord): string =>
  `${titleOf(action)} was asked for and never yielded: nothing was started, and nobody waited`;

const reusedTask = (action: JsonRecord): string =>
  `${titleOf(action)} is in a second Task.any or Task.all: it is started again (an activity runs ` +
  "twice), and later steps may get the wrong results";

const sharedGuid =
  "newGuid was called without an instance id: instances that run at the same millisecond get the " +
  "same GUIDs; call newGuid(context.df.instanceId)";

const emptyInput =
  "the input was read, and the instance was started without one: getInput gives an empty text and " +
  "not undefined; start it with an object";

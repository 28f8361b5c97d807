import type { Action } from "./actions";
import { callActivity, callChild } from "./calls";
import { compound } from "./compound";
import { callEntity, lockEntities, releaseLocks, signalEntity } from "./entity-calls";
import { httpCall } from "./http-call";
import type { ReplayContext } from "./replay-context";
import { type Step, done, settledStep, start } from "./step";
import { timer } from "./timer";

/** Issues one action to the runtime; the step settles when the runtime is done with it. */
export function perform(context: ReplayContext, action: Action): Step {
  switch (action.kind) {
    case "activity":
      return callActivity(context, action);
    case "child":
      return callChild(context, action);
    case "timer":
      return start(timer(context, action));
    case "external-event":
      return context.events.wait(action.name);
    case "call-entity":
      return start(callEntity(context, action));
    case "signal-entity":
      signalEntity(context, action);
      return settledStep(done);
    case "http":
      return start(httpCall(context, action.call));
    case "any":
    case "all":
      return compound(context, action, (part) => perform(context, part));
    case "lock":
      return start(lockEntities(context, action));
    case "release":
      releaseLocks(context);
      return settledStep(done);
    case "continue-as-new":
      break;
  }
  context.next = { input: nextInput(context, action.input), keptEvents: [] };
  return settledStep(done);
}

/** A text is encoded a second time: the SDK has done it, and the runtime does it again. */
function nextInput({ warnings }: ReplayContext, input: unknown): string {
  if (typeof input === "string") warnings.add("continue-as-new-text", continueAsNewText);
  return JSON.stringify(input ?? null);
}

const continueAsNewText =
  "continueAsNew was called with a text: the next execution gets it with quotes around; pass an object";

import { EventType, type HistoryEvent } from "../history";
import type { FunctionAnswer } from "./function-answer";
import type { ReplayContext } from "./replay-context";
import { hasTimestamp } from "./trigger-payload";

/** Traps that the new events of a turn spring, whatever becomes of the replay. */
export function warnOfEvents({ turn, warnings }: ReplayContext, events: HistoryEvent[]): void {
  for (const { EventType: type, Name: name, Details: details, FailureDetails: failure } of events) {
    if (type === EventType.ExecutionStarted && hasTimestamp(turn)) {
      warnings.add("timestamp-input", timestampInput);
    }
    if (type === EventType.SubOrchestrationInstanceFailed && !failure && details == null) {
      warnings.add("terminated-child", terminatedChild);
    }
    if (type === EventType.EventRaised && /^\d+$/.test(name ?? "")) {
      warnings.add("numeric-event-name", numericEventName(name ?? ""));
    }
  }
}

/** The trap of an event that was raised under one name and waited for under another. */
export function warnOfCase({ warnings }: ReplayContext, raised: string, awaited: string): void {
  if (raised !== awaited) warnings.add("event-case", eventCase(raised, awaited));
}

/** Traps that show when the runtime has come to the end of what the function asked for. */
export function warnOfEnd(context: ReplayContext, answer: FunctionAnswer): void {
  const { tasks, events, warnings } = context;
  if (answer.isDone || answer.error) {
    warnOfOpenTasks(context);
    if (context.next && events.unread().length > 0) {
      warnings.add("lost-event", lostEvents(events.unread()));
    }
  } else if (answer.end === "thrown") {
    warnings.add("thrown-non-error", thrownNonError);
  } else if (tasks.open.size === 0 && !events.isAwaited()) {
    warnings.add("stuck", stuck);
  }
}

function warnOfOpenTasks({ tasks, warnings }: ReplayContext): void {
  for (const { decision } of tasks.open.values()) {
    if (decision.kind === "create-timer") {
      warnings.add(
        "open-timer",
        `the function has ended, but its timer ${decision.id} is not cancelled: the instance stays ` +
          `Running until ${new Date(decision.fireAt).toISOString()}`,
      );
    } else {
      warnings.add(
        "open-task",
        `the function has ended, but "${decision.name}" (step ${decision.id}) has not: the instance ` +
          "stays Running until it does",
      );
    }
  }
}

const numericEventName = (name: string): string =>
  `the SDK takes an event called "${name}" for the result of its step ${name}`;

const eventCase = (raised: string, awaited: string): string =>
  `"${raised}" was raised and "${awaited}" is waited for: the runtime takes them for the same name ` +
  "and the SDK does not, so the event is lost and the instance goes on waiting";

const timestampInput =
  'the input holds a text in a property called "Timestamp": the function gets a Date there';

const terminatedChild =
  "a sub-orchestration was terminated: the SDK cannot read its failure, so this instance fails and " +
  "no catch can help";

const thrownNonError =
  "the function threw something that is no Error with a text: the instance stays Running for ever";

const stuck =
  "the runtime has nothing left to wait for, but the function still waits: the instance stays Running";

const lostEvents = (names: string[]): string =>
  `continueAsNew drops events that nobody waited for: ${names.map((name) => `"${name}"`).join(", ")}`;

import { EventType, type HistoryEvent } from "../history";
import type { Completion, Decision, Divergence, Turn, TurnResult } from "../protocol";
import { divergenceMessage, explainMismatch } from "./divergence";
import { releaseLocks } from "./entity-calls";
import type { FunctionAnswer } from "./function-answer";
import { perform } from "./perform";
import { type ReplayContext, createReplayContext } from "./replay-context";
import type { V3Settings } from "./settings";
import { type Routine, done, start } from "./step";
import type { Mismatch } from "./task-context";
import { warnOfCase, warnOfEnd, warnOfEvents } from "./traps";

/**
 * Replays what an orchestrator function has asked for against the history, as the durable extension
 * does. Invariants:
 *
 * 1. ExecutionStarted starts the list of actions. They are issued in order, each when the one before
 *    has ended; whether it failed makes no difference.
 * 2. The time is that of the last OrchestratorStarted.
 * 3. An event raised after continueAsNew is kept for the next execution. One that was buffered before
 *    is lost.
 * 4. The instance ends when the list has ended, the function is done or has thrown, and no activity,
 *    timer or sub-orchestration is open. Entity calls and external events do not hold it up.
 * 5. Locks still in force are given up at the end of the list.
 * 6. A replay that diverges fails the instance at once and decides nothing else.
 *
 * Source: Azure/azure-functions-durable-extension
 * src/WebJobs.Extensions.DurableTask/Listener/OutOfProcOrchestrationShim.cs,
 * Azure/durabletask src/DurableTask.Core/TaskOrchestrationExecutor.cs.
 */
export function replay(turn: Turn, answer: FunctionAnswer, settings: V3Settings): TurnResult {
  const context = createReplayContext(turn, settings);
  const { mismatch, completion, endedAt } = goThrough(context, answer);
  const divergence = mismatch && explainMismatch(context, mismatch, answer);
  const decisions = decide(context, divergence, completion);
  if (divergence || decisions.length > 0) context.warnings.addSuspicions();
  const { customStatus } = answer;
  const warnings = context.warnings.list();
  return {
    decisions,
    customStatus,
    warnings,
    ...(divergence && { divergence }),
    ...(settings.isTraced && { trace: { issued: context.tasks.issued, endedAt } }),
  };
}

interface Passage {
  /** Where the replay has diverged from the history. */
  mismatch?: Mismatch;
  /** How the instance ends once nothing is open. */
  completion?: Completion | undefined;
  /** The turn in which it could end. */
  endedAt?: number | undefined;
}

/** Goes through the history, event by event. */
function goThrough(context: ReplayContext, answer: FunctionAnswer): Passage {
  const { history } = context.turn;
  const firstNew = history.findLastIndex(
    ({ EventType: type }) => type === EventType.OrchestratorStarted,
  );
  let completion: Completion | undefined;
  let endedAt: number | undefined;
  let isOver = false;
  function* actions(): Routine {
    for (const action of answer.actions) yield perform(context, action);
    completion = complete(context, answer);
    isOver = true;
    return done;
  }

  warnOfEvents(context, history.slice(firstNew));
  if (answer.end === "lost") context.warnings.suspect("lost-state", answer.error ?? "");
  for (const event of history) {
    const mismatch = take(context, event);
    if (mismatch) return { mismatch };
    if (event.EventType === EventType.ExecutionStarted) start(actions());
    if (completion && context.tasks.open.size === 0) endedAt ??= context.tasks.now;
  }
  if (isOver) warnOfEnd(context, answer);
  return { completion, endedAt };
}

function decide(
  { tasks, settings: { maxActions } }: ReplayContext,
  divergence: Divergence | undefined,
  completion: Completion | undefined,
): Decision[] {
  if (divergence) return [failure(divergenceMessage(divergence))];
  if (tasks.count > maxActions) return [failure(tooManyActions(maxActions))];
  return completion && tasks.open.size === 0
    ? [...tasks.newDecisions(), completion]
    : tasks.newDecisions();
}

/** Takes in one event. A mismatch says that the replay has diverged. */
function take(context: ReplayContext, event: HistoryEvent): Mismatch | undefined {
  if (event.EventType !== EventType.EventRaised) return context.tasks.take(event);
  if (context.next) {
    context.next.keptEvents.push(event);
    return undefined;
  }
  const name = event.Name ?? "";
  const awaited = context.events.raise(name, event.Input ?? null);
  if (awaited !== undefined) warnOfCase(context, name, awaited);
  return undefined;
}

/** How the instance ends once nothing is open; undefined while the function waits. */
function complete(context: ReplayContext, answer: FunctionAnswer): Completion | undefined {
  const { isDone, error, output } = answer;
  if (isDone || error) releaseLocks(context);
  if (error) {
    return failure(`Orchestrator function '${context.turn.functionName}' failed: ${error}`);
  }
  if (!isDone) return undefined;
  if (context.next) return { kind: "complete", status: "ContinuedAsNew", ...context.next };
  return { kind: "complete", status: "Completed", output };
}

const failure = (message: string): Completion => ({ kind: "complete", status: "Failed", message });

const tooManyActions = (maxActions: number): string =>
  `Maximum amount of orchestration actions (${maxActions}) has been reached. ` +
  "This value can be configured in host.json file as MaxOrchestrationActions.";

import { EventType, type HistoryEvent } from "../history";
import type { Completion, Decision, Trace } from "../protocol";
import { type StepKind, recordedKind } from "../step-titles";
import { type OpenStep, type Step, failed, openStep } from "./step";

/**
 * The Durable Task Framework's side of a replay: numbers what is issued, compares it with the
 * history, settles what is open. Invariants:
 *
 * 1. Activities, timers, sub-orchestrations and sent events take ids from one counter, from 0, in
 *    the order they are issued. Nothing else takes an id.
 * 2. A decision is new when it was issued and no event of the history records it.
 * 3. An event that records a decision finds it issued under the same id, of the same kind and, but
 *    for timers, with the same name (case aside); if not, the replay has diverged.
 * 4. A completion event settles the open task it names. One for a task that is not open (cancelled,
 *    completed, unknown) is ignored.
 * 5. Sent events are never open.
 *
 * Source: Azure/durabletask src/DurableTask.Core/TaskOrchestrationContext.cs.
 */
export interface TaskContext {
  /** Time of this turn: the last OrchestratorStarted seen. Milliseconds since 1970. */
  readonly now: number;
  /** How many decisions were issued. */
  readonly count: number;
  readonly open: ReadonlyMap<number, OpenTask>;
  /** Everything that was issued, with the time of its turn. */
  readonly issued: Trace["issued"];
  /** Issues an activity, a timer or a sub-orchestration. */
  schedule(make: (id: number) => ScheduledDecision): OpenTask;
  /** Issues an event to an entity. */
  send(make: (id: number) => SentDecision): SentDecision;
  cancel(task: OpenTask): void;
  /** Takes in one event. A mismatch says that the replay has diverged from the history. */
  take(event: HistoryEvent): Mismatch | undefined;
  newDecisions(): Decision[];
}

/** An event that records a decision, and what has been issued under its id instead. */
export interface Mismatch {
  readonly event: HistoryEvent;
  /** Undefined: nothing has. */
  readonly issued: Exclude<Decision, Completion> | undefined;
}

type ScheduledDecision = Exclude<Decision, Completion | { kind: "send-event" }>;
type SentDecision = Extract<Decision, { kind: "send-event" }>;

/** A decision whose completion has not been seen. */
interface OpenTask {
  readonly decision: ScheduledDecision;
  readonly step: Step;
}

/** The context of one turn. */
export function createTaskContext(): TaskContext {
  const unrecorded = new Map<number, ScheduledDecision | SentDecision>();
  const open = new Map<number, OpenTask & { step: OpenStep }>();
  const all: { decision: ScheduledDecision | SentDecision; at: number }[] = [];
  let now = 0;

  function record(event: HistoryEvent, kind: StepKind): Mismatch | undefined {
    const issued = unrecorded.get(event.EventId);
    unrecorded.delete(event.EventId);
    return issued && agrees(issued, kind, event.Name ?? "") ? undefined : { event, issued };
  }

  function settle(event: HistoryEvent, id: number | undefined): void {
    const task = id === undefined ? undefined : open.get(id);
    if (!task) return;
    open.delete(task.decision.id);
    task.step.settle(
      failures.has(event.EventType)
        ? { ok: false, isNonRetriable: event.FailureDetails?.IsNonRetriable === true }
        : { ok: true, result: event.Result ?? null },
    );
  }

  return {
    get now() {
      return now;
    },
    get count() {
      return all.length;
    },
    open,
    issued: all,
    schedule(make) {
      const decision = make(all.length);
      all.push({ decision, at: now });
      const task = { decision, step: openStep() };
      unrecorded.set(decision.id, decision);
      open.set(decision.id, task);
      return task;
    },
    send(make) {
      const decision = make(all.length);
      all.push({ decision, at: now });
      unrecorded.set(decision.id, decision);
      return decision;
    },
    cancel({ decision }) {
      const task = open.get(decision.id);
      open.delete(decision.id);
      task?.step.settle(failed);
    },
    take(event) {
      if (event.EventType === EventType.OrchestratorStarted) now = Date.parse(event.Timestamp);
      const kind = recordedKind(event);
      if (kind) return record(event, kind);
      if (event.EventType === EventType.TimerFired) settle(event, event.TimerId);
      else if (completions.has(event.EventType)) settle(event, event.TaskScheduledId);
      return undefined;
    },
    newDecisions: () => [...unrecorded.values()].toSorted((a, b) => a.id - b.id),
  };
}

function agrees(issued: ScheduledDecision | SentDecision, kind: StepKind, name: string): boolean {
  return issued.kind === kind && ("name" in issued ? equalButCase(issued.name, name) : true);
}

const failures = new Set<EventType>([
  EventType.TaskFailed,
  EventType.SubOrchestrationInstanceFailed,
]);

const completions = new Set<EventType>([
  ...failures,
  EventType.TaskCompleted,
  EventType.SubOrchestrationInstanceCompleted,
]);

const equalButCase = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

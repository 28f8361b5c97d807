import * as df from "durable-functions";
import type { OrchestrationHandler, Task } from "durable-functions";
import { EventType, type HistoryEvent } from "../../../../local-host/protocol/history";
import type {
  Decision,
  OrchestrationProtocol,
  TurnResult,
} from "../../../../local-host/protocol/protocol";
import type { V3Settings } from "../../../../local-host/protocol/v3/settings";
import { createV3Protocol } from "../../../../local-host/protocol/v3/v3-protocol";
import { testWorker } from "./test-worker";

/** An event of a new turn; the driver adds what all events have. */
export type NewEvent = Partial<HistoryEvent> & { EventType: HistoryEvent["EventType"] };

/** With each warning as `<rule>: <sentence>`. */
export interface TurnOutcome extends Omit<TurnResult, "warnings"> {
  warnings: string[];
}

export interface RunOptions extends Partial<V3Settings> {
  /** A value; undefined is no input. */
  input?: unknown;
  parentInstanceId?: string;
}

/** One execution, turn by turn: decisions become history, and the test says what happens next. */
export interface Run {
  readonly name: string;
  readonly history: HistoryEvent[];
  /** Time of the next turn. */
  now: number;
  /** Runs a turn with these events. */
  turn(...events: NewEvent[]): Promise<TurnOutcome>;
  /** Uses another function body from now on, as a deployment would. */
  deploy(flow: OrchestrationHandler): void;
}

/** For flows that ask for nothing and are generators all the same. */
export const nothing: Task[] = [];

export const startTime = Date.UTC(2026, 0, 1);
export const instanceId = "a1";
export const executionId = "e1";

let flows = 0;

/** Registers a flow with the real SDK and prepares its first turn. */
export function orchestrate(flow: OrchestrationHandler, options: RunOptions = {}): Run {
  const { input, parentInstanceId = null, ...settings } = options;
  const protocol: OrchestrationProtocol = createV3Protocol(testWorker, settings);
  const name = `flow${(flows += 1)}`;
  const json = input === undefined ? null : JSON.stringify(input);
  df.app.orchestration(name, flow);

  const run: Run = {
    name,
    history: [],
    now: startTime,
    async turn(...events) {
      const isFirst = run.history.length === 0;
      const started = {
        EventType: EventType.ExecutionStarted,
        Name: name,
        Input: json,
        Version: "",
      };
      for (const event of run.history)
        event.IsPlayed = event.EventType !== EventType.OrchestratorStarted;
      append(run, { EventType: EventType.OrchestratorStarted });
      for (const event of isFirst ? [started, ...events] : events) append(run, event);
      const result = await protocol.runTurn({
        functionName: name,
        instanceId,
        executionId,
        parentInstanceId,
        history: run.history,
        input: json,
      });
      for (const decision of result.decisions) record(run, decision);
      append(run, { EventType: EventType.OrchestratorCompleted });
      run.now += 1000;
      const warnings = result.warnings.map(({ rule, sentence }) => `${rule}: ${sentence}`);
      return { ...result, warnings };
    },
    deploy: (newFlow) => void df.app.orchestration(name, newFlow),
  };
  return run;
}

export const completed = (id: number, value?: unknown): NewEvent => ({
  EventType: EventType.TaskCompleted,
  TaskScheduledId: id,
  Result: value === undefined ? null : JSON.stringify(value),
});

export const failed = (id: number, message = "boom"): NewEvent => ({
  EventType: EventType.TaskFailed,
  TaskScheduledId: id,
  Reason: `Activity function failed: ${message}`,
  Details: "at some line",
});

export const childCompleted = (id: number, value?: unknown): NewEvent => ({
  ...completed(id, value),
  EventType: EventType.SubOrchestrationInstanceCompleted,
});

export const childFailed = (id: number, message = "boom"): NewEvent => ({
  ...failed(id, message),
  EventType: EventType.SubOrchestrationInstanceFailed,
});

export const raised = (name: string, value?: unknown): NewEvent => ({
  EventType: EventType.EventRaised,
  Name: name,
  Input: value === undefined ? null : JSON.stringify(value),
});

/** A timer fires; the turn is at or after the time it was due. */
export function fired(run: Run, id: number): NewEvent {
  const created = run.history.find(
    (event) => event.EventType === EventType.TimerCreated && event.EventId === id,
  );
  const fireAt = created?.FireAt ?? "";
  run.now = Math.max(run.now, Date.parse(fireAt));
  return { EventType: EventType.TimerFired, TimerId: id, FireAt: fireAt };
}

function append(run: Run, event: NewEvent): void {
  run.history.push({
    EventId: -1,
    IsPlayed: false,
    Timestamp: new Date(run.now).toISOString(),
    ...event,
  });
}

function record(run: Run, decision: Decision): void {
  if (decision.kind === "complete") return;
  const EventId = decision.id;
  if (decision.kind === "schedule-task") {
    append(run, { EventType: EventType.TaskScheduled, EventId, Name: decision.name, Input: null });
  } else if (decision.kind === "create-timer") {
    const FireAt = new Date(decision.fireAt).toISOString();
    append(run, { EventType: EventType.TimerCreated, EventId, FireAt });
  } else {
    const {
      instanceId: InstanceId = `${executionId}:${EventId}`,
      name: Name,
      input: Input,
    } = decision;
    const type =
      decision.kind === "start-child"
        ? EventType.SubOrchestrationInstanceCreated
        : EventType.EventSent;
    append(run, { EventType: type, EventId, InstanceId, Name, Input });
  }
}

/** What the handler of a scheduled activity would get. */
export function inputOf(decision: Decision | undefined): unknown {
  if (decision?.kind !== "schedule-task" || "absent" in decision.input) return undefined;
  return "text" in decision.input ? decision.input.text : JSON.parse(decision.input.json);
}

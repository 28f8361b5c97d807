import { randomUUID } from "node:crypto";
import type { HistoryEvent } from "../../local-host/protocol/history";
import type { Decision, OrchestrationProtocol } from "../../local-host/protocol/protocol";
import { activityResult } from "../../local-host/protocol/v3/activity";
import { taskData } from "../../local-host/protocol/v3/task-input";
import {
  eventRaised,
  executionStarted,
  orchestratorCompleted,
  orchestratorStarted,
  taskCompleted,
} from "../../local-host/engine/events";
import type { Worker } from "../../local-host/worker/worker";
import { inParallel } from "../measure";
import { handlers, incident } from "./handlers";
import type { Driven } from "./drive";
import type { Flow } from "./flows";

type Task = Extract<Decision, { kind: "schedule-task" }>;

/** The handlers in a loop: no SDK, no history, no store. At most 50 calls at a time, as in the host. */
export function plainLoop({ orchestrator, activity, steps, count, concurrency }: Flow) {
  const handler = gated(handlers[activity], 50);
  return inParallel(count, concurrency, async () => {
    const began = performance.now();
    if (orchestrator === "fan-out") {
      await Promise.all(Array.from({ length: steps }, () => handler(incident)));
    } else {
      for (let step = 0, last = incident; step < steps; step += 1) last = await handler(last);
    }
    return performance.now() - began;
  });
}

/** Lets `limit` calls run at a time. */
function gated<I, O>(handler: (input: I) => Promise<O>, limit: number): (input: I) => Promise<O> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (input) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await handler(input);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/**
 * The same functions on the real SDK with a history in an array: no store, no engine. What comes
 * while a turn waits is one turn, as in a host.
 */
export function sdkLoop(
  worker: Worker,
  protocol: OrchestrationProtocol,
  flow: Flow,
): Promise<Driven> {
  return inParallel(flow.count, flow.concurrency, async () => {
    const began = performance.now();
    await replayed(worker, protocol, flow);
    return performance.now() - began;
  });
}

async function replayed(
  worker: Worker,
  protocol: OrchestrationProtocol,
  flow: Flow,
): Promise<void> {
  const row = newRow(flow);
  const history: HistoryEvent[] = [];
  const inbox: HistoryEvent[] = [executionStarted(row, Date.now())];
  let arrived = Promise.withResolvers<void>();
  const arrive = (event: HistoryEvent): void => {
    inbox.push(event);
    arrived.resolve();
  };
  for (;;) {
    const fresh = [orchestratorStarted(Date.now()), ...inbox.splice(0)];
    arrived = Promise.withResolvers();
    const { decisions } = await protocol.runTurn({
      functionName: row.name,
      instanceId: row.instanceId,
      executionId: row.executionId,
      parentInstanceId: null,
      input: row.input,
      history: [...history, ...fresh.map((event) => ({ ...event, IsPlayed: false }))],
    });
    const last = decisions.at(-1);
    if (last?.kind === "complete") {
      if (last.status === "Completed") return;
      throw new Error(`An orchestration of the loop ended ${last.status}`);
    }
    const tasks = decisions.filter(
      (decision): decision is Task => decision.kind === "schedule-task",
    );
    history.push(
      ...fresh.map(played),
      ...tasks.map(scheduled),
      played(orchestratorCompleted(Date.now())),
    );
    for (const task of tasks) void call(worker, row.instanceId, task).then(arrive);
    if (flow.orchestrator === "ping-pong") arrive(eventRaised("ping", '{"n":1}', Date.now()));
    if (inbox.length === 0) await arrived.promise;
  }
}

const newRow = ({ orchestrator, activity, steps }: Flow) => ({
  instanceId: randomUUID(),
  executionId: randomUUID(),
  name: orchestrator,
  version: null,
  status: "Running" as const,
  input: JSON.stringify({ activity, steps }),
  customStatus: null,
  output: null,
  createdAt: 0,
  updatedAt: 0,
  parent: null,
});

const played = (event: HistoryEvent): HistoryEvent => ({
  ...event,
  IsPlayed: event.EventType !== 12,
});

const scheduled = ({ id, name }: Task): HistoryEvent => ({
  EventType: 4,
  EventId: id,
  Timestamp: new Date().toISOString(),
  IsPlayed: true,
  Name: name,
  Version: "",
  Input: null,
});

async function call(worker: Worker, instanceId: string, task: Task): Promise<HistoryEvent> {
  const { returnValue } = await worker.invoke({
    functionName: task.name,
    trigger: taskData(task.input),
    metadata: { instanceId: { string: instanceId } },
  });
  return taskCompleted(task.id, activityResult(returnValue), Date.now());
}

import { join } from "node:path";
import { EventType, type HistoryEvent } from "../../local-host/protocol/history";
import { openStoredRuns } from "../../local-host/replay-check/stored-runs";

/** What a step of a run carries into and out of history, in bytes of UTF-8. */
export interface StepSize {
  name: string;
  input: number;
  result: number;
}

/** What one run has cost the task hub. */
export interface RunCost {
  id: string;
  name: string;
  /** How often the orchestrator was replayed. */
  turns: number;
  activities: number;
  timers: number;
  children: number;
  /** Of the whole history as JSON, UTF-8. */
  bytes: number;
  steps: StepSize[];
}

/** The runs whose id begins with one, its children among them, the run itself first. */
export function costsOf(folder: string, id: string): RunCost[] {
  const runs = openStoredRuns(join(folder, "durable.db"));
  try {
    return [...runs.all({ runningOnly: false })]
      .filter(({ row }) => row.instanceId.startsWith(id))
      .map(({ row, history }) => costOf(row.instanceId, row.name, history));
  } finally {
    runs.close();
  }
}

function costOf(id: string, name: string, history: readonly HistoryEvent[]): RunCost {
  const count = (type: EventType): number =>
    history.filter(({ EventType: one }) => one === type).length;
  return {
    id,
    name,
    turns: count(EventType.OrchestratorStarted),
    activities: count(EventType.TaskScheduled),
    timers: count(EventType.TimerCreated),
    children: count(EventType.SubOrchestrationInstanceCreated),
    bytes: sizeOf(JSON.stringify(history)),
    steps: stepsOf(history),
  };
}

const sizeOf = (text: string | null | undefined): number => Buffer.byteLength(text ?? "");

const begins: readonly EventType[] = [
  EventType.TaskScheduled,
  EventType.SubOrchestrationInstanceCreated,
];

function stepsOf(history: readonly HistoryEvent[]): StepSize[] {
  const results = new Map(
    history.map(({ TaskScheduledId, Result }) => [TaskScheduledId, sizeOf(Result)]),
  );
  return history
    .filter(({ EventType: type }) => begins.includes(type))
    .map(({ Name, Input, EventId }) => ({
      name: Name ?? "",
      input: sizeOf(Input),
      result: results.get(EventId) ?? 0,
    }));
}

/** A line for each run, and the calls to each vendor. */
export function costTable(costs: readonly RunCost[], calls: readonly { vendor: string }[]): string {
  const lines = costs.map(({ name, turns, activities, timers, children, bytes, steps }) => {
    const inputs = steps.reduce((total, { input }) => total + input, 0);
    const counts = [...Map.groupBy(steps, (step) => step.name)]
      .map(([step, ones]) => [step, ones.length] as const)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 5)
      .map(([step, count]) => `${count} ${step}`);
    return [
      `${name}: ${activities} activities, ${timers} timers, ${children} children, ${turns} turns`,
      `  most of them: ${counts.join(", ")}`,
      `  history ${kilobytes(bytes)} with inputs, ${kilobytes(bytes - inputs)} without`,
    ].join("\n");
  });
  const vendors = [...Map.groupBy(calls, ({ vendor }) => vendor)]
    .map(([vendor, ones]) => [vendor, ones.length] as const)
    .toSorted(([, a], [, b]) => b - a)
    .map(([vendor, count]) => `  ${vendor} ${count}`);
  return [...lines, `${calls.length} external calls:`, ...vendors].join("\n");
}

/** The ten largest steps. */
export const stepTable = (costs: readonly RunCost[]): string =>
  [
    "The largest steps, input and result in bytes:",
    ...costs
      .flatMap(({ steps }) => steps)
      .toSorted((a, b) => b.input + b.result - a.input - a.result)
      .slice(0, 10)
      .map(({ name, input, result }) => `  ${name} ${input} ${result}`),
  ].join("\n");

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1_024)} KB`;

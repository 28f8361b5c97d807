import type { HandlerName } from "./handlers";

/** One kind of work: `count` orchestrations, `concurrency` at a time, each of `steps` calls or events. */
export interface Flow {
  title: string;
  orchestrator: "chain" | "fan-out" | "ping-pong" | "signals";
  activity: HandlerName;
  steps: number;
  count: number;
  concurrency: number;
}

const flow = (
  title: string,
  orchestrator: Flow["orchestrator"],
  activity: HandlerName,
  [steps, count, concurrency]: [number, number, number],
): Flow => ({ title, orchestrator, activity, steps, count, concurrency });

/** Calls that take 20 ms, 50 of them at a time: the vendors are what takes the time. */
export const waitingFlows: readonly Flow[] = [
  flow("chain of 5, 20 ms calls", "chain", "call", [5, 400, 50]),
  flow("fan-out of 10, 20 ms calls", "fan-out", "call", [10, 250, 10]),
  flow("fan-out of 100, 20 ms calls", "fan-out", "call", [100, 30, 2]),
];

/** Calls that take no time: the host is what takes the time. */
export const busyFlows: readonly Flow[] = [
  flow("chain of 5", "chain", "compute", [5, 1000, 50]),
  flow("fan-out of 10", "fan-out", "compute", [10, 600, 50]),
  flow("fan-out of 100", "fan-out", "compute", [100, 60, 10]),
  flow("event ping-pong, 10 events", "ping-pong", "compute", [10, 300, 50]),
  flow("entity signals, 10 entities", "signals", "compute", [1, 4000, 50]),
];

/** One that is so wide that its turns are long. */
export const wideFlow: Flow = flow("fan-out of 1,000", "fan-out", "compute", [1000, 3, 1]);

/** Shorter, for a look. */
export const shortened = (flows: readonly Flow[]): Flow[] =>
  flows.map((each) => ({ ...each, count: Math.ceil(each.count / 4) }));

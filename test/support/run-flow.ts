import type { OrchestrationContext, RetryOptions, Task } from "durable-functions";
import type { Flow } from "../../durable/flow";

type Functions = Record<string, (input: never) => Promise<unknown>>;

/** What a flow did besides its result. */
export interface Run<T> {
  result: T;
  /** Names of activities, in the order they were first scheduled; one entry an attempt. */
  calls: string[];
  statuses: unknown[];
  /** How far the clock was turned, in milliseconds. */
  elapsedMs: number;
  /** What the flow begins anew with, when it does. */
  continuedWith?: unknown;
}

interface FakeTask {
  isCompleted: boolean;
  isFaulted: boolean;
  result: unknown;
  /** Settles the task and answers when, in virtual time. */
  settle(): Promise<number>;
}

const throughJson = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

const task = (settle: (self: FakeTask) => Promise<number>): FakeTask => {
  const self: FakeTask = {
    isCompleted: false,
    isFaulted: false,
    result: undefined,
    settle: () => settle(self),
  };
  return self;
};

const all = (children: FakeTask[]): FakeTask =>
  task(async (self) => {
    if (children.length === 0) throw new Error("Task.all of nothing");
    const times = await Promise.all(children.map((child) => child.settle()));
    const failed = children.find(({ isFaulted }) => isFaulted);
    self.isFaulted = failed !== undefined;
    self.result = failed ? failed.result : children.map(({ result }) => result);
    return Math.max(...times);
  });

const any = (children: FakeTask[]): FakeTask =>
  task(async (self) => {
    const times = await Promise.all(children.map((child) => child.settle()));
    self.result = children[times.indexOf(Math.min(...times))];
    return Math.min(...times);
  });

/**
 * Runs a flow in memory with plain functions for activities. Inputs and results make the trip
 * through JSON, a throwing activity is tried as often as its RetryOptions say, timers turn a clock.
 */
export async function runFlow<I, T>(
  flow: (context: OrchestrationContext, input: I) => Flow<T>,
  input: I,
  activities: Functions,
  start = new Date("2026-11-24T03:00:00Z"),
): Promise<Run<T>> {
  const calls: string[] = [];
  const statuses: unknown[] = [];
  let now = start.getTime();
  let continuedWith: unknown;

  const attempt = (name: string, retry: RetryOptions, given: unknown): FakeTask =>
    task(async (self) => {
      let waited = 0;
      for (let attempts = 1; ; attempts += 1) {
        calls.push(name);
        try {
          self.result = throughJson(await activities[name]!(throughJson(given) as never));
          break;
        } catch (error) {
          if (attempts === retry.maxNumberOfAttempts) {
            self.isFaulted = true;
            self.result = new Error(
              `Activity function '${name}' failed: ${(error as Error).message} \n at stack`,
            );
            break;
          }
          waited +=
            retry.firstRetryIntervalInMilliseconds *
            (retry.backoffCoefficient ?? 1) ** (attempts - 1);
        }
      }
      self.isCompleted = true;
      return now + waited;
    });

  const timer = (due: Date): FakeTask =>
    task(async (self) => {
      self.isCompleted = true;
      return Math.max(now, due.getTime());
    });

  const context = {
    df: {
      instanceId: "respond-test",
      getInput: () => throughJson(input),
      get currentUtcDateTime() {
        return new Date(now);
      },
      callActivityWithRetry: attempt,
      createTimer: timer,
      setCustomStatus: (status: unknown) => void statuses.push(status),
      continueAsNew: (next: unknown) => void (continuedWith = throughJson(next)),
      Task: { all, any },
    },
  } as unknown as OrchestrationContext;

  const generator = flow(context, throughJson(input) as I);
  let step = generator.next();
  while (!step.done) {
    const yielded = step.value as Task & FakeTask;
    now = await yielded.settle();
    step = yielded.isFaulted ? generator.throw(yielded.result) : generator.next(yielded.result);
  }
  return {
    result: step.value,
    calls,
    statuses,
    elapsedMs: now - start.getTime(),
    ...(continuedWith !== undefined && { continuedWith }),
  };
}

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
  /** Timers that were neither waited out nor cancelled: each would keep the instance open. */
  timersLeft: number;
}

interface FakeTask {
  isCompleted: boolean;
  isFaulted: boolean;
  result: unknown;
  /** Settles the task and answers when, in virtual time; Infinity when it never does. */
  settle(): Promise<number>;
  /** Of an event or a timer: it was the one that was waited for. */
  won?: () => void;
  cancel?: () => void;
}

/** Something that happens outside of the flow, by the virtual clock. */
export interface Happening {
  afterMinutes: number;
  /** What is done then, before the flow goes on. */
  act?: () => unknown;
  /** Name of the event that is raised; without one the flow is not told. */
  raises?: string;
}

/** What surrounds a run, where the usual does not do. */
export interface Surroundings {
  start?: Date;
  instanceId?: string;
  happenings?: Happening[];
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
    const first = children[times.indexOf(Math.min(...times))];
    first?.won?.();
    self.result = first;
    return Math.min(...times);
  });

/**
 * Runs a flow in memory with plain functions for activities. Inputs and results make the trip
 * through JSON, a throwing activity is tried as often as its RetryOptions say, timers turn a clock.
 * A child flow is a function among the activities; events are raised by what happens meanwhile.
 */
export async function runFlow<I, T>(
  flow: (context: OrchestrationContext, input: I) => Flow<T>,
  input: I,
  activities: Functions,
  surroundings: Surroundings = {},
): Promise<Run<T>> {
  const { start = new Date("2026-11-24T03:00:00Z"), instanceId = "respond-test" } = surroundings;
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

  const timers: FakeTask[] = [];
  const cancelled = new Set<FakeTask>();
  const timer = (due: Date): FakeTask => {
    const self = task(async () => Math.max(now, due.getTime()));
    self.won = () => void (self.isCompleted = true);
    self.cancel = () => {
      if (self.isCompleted) throw new Error("Cannot cancel a completed task.");
      cancelled.add(self);
    };
    timers.push(self);
    return self;
  };

  let coming = (surroundings.happenings ?? [])
    .map((one) => ({ ...one, at: start.getTime() + one.afterMinutes * 60_000 }))
    .toSorted((a, b) => a.at - b.at);
  const raised = coming.filter(({ raises }) => raises !== undefined);
  const event = (name: string): FakeTask => {
    const next = () => raised.findIndex(({ raises }) => raises === name);
    const self = task(async () => Math.max(now, raised[next()]?.at ?? Infinity));
    self.won = () => {
      self.isCompleted = true;
      raised.splice(next(), 1);
    };
    return self;
  };

  async function turnTo(time: number): Promise<void> {
    if (time === Infinity) throw new Error("The flow waits for what never comes");
    now = time;
    const due = coming.filter(({ at }) => at <= now);
    coming = coming.filter(({ at }) => at > now);
    for (const { act } of due) await act?.();
  }

  const once = { maxNumberOfAttempts: 1 } as RetryOptions;

  const context = {
    df: {
      instanceId,
      getInput: () => throughJson(input),
      get currentUtcDateTime() {
        return new Date(now);
      },
      callActivityWithRetry: attempt,
      callSubOrchestrator: (name: string, given: unknown) => attempt(name, once, given),
      createTimer: timer,
      waitForExternalEvent: event,
      setCustomStatus: (status: unknown) => void statuses.push(status),
      continueAsNew: (next: unknown) => void (continuedWith = throughJson(next)),
      Task: { all, any },
    },
  } as unknown as OrchestrationContext;

  const generator = flow(context, throughJson(input) as I);
  let step = generator.next();
  while (!step.done) {
    const yielded = step.value as Task & FakeTask;
    await turnTo(await yielded.settle());
    yielded.won?.();
    step = yielded.isFaulted ? generator.throw(yielded.result) : generator.next(yielded.result);
  }
  return {
    result: step.value,
    calls,
    statuses,
    elapsedMs: now - start.getTime(),
    timersLeft: timers.filter((one) => !one.isCompleted && !cancelled.has(one)).length,
    ...(continuedWith !== undefined && { continuedWith }),
  };
}

import { setTimeout as pause } from "node:timers/promises";
import type { OrchestrationContext, Task } from "durable-functions";
import type { Flow } from "../durable/flow";

/** The few members of a task that our flows look at. */
interface Settled {
  isFaulted: boolean;
  result: unknown;
}

type Pending = () => Promise<Settled>;
type Functions = Record<string, (input: never) => Promise<unknown>>;

const succeeded = (result: unknown): Settled => ({ isFaulted: false, result });

async function settled(work: Promise<unknown>): Promise<Settled> {
  try {
    return succeeded(await work);
  } catch (error) {
    return { isFaulted: true, result: error };
  }
}

/**
 * Runs a flow as a plain loop in this process: the same calls in the same order, with no history, no
 * retry and no checkpoint; what waits for its turn waits. It is the limit that durability is measured against.
 */
export async function runDirectly<I, T>(
  flow: (context: OrchestrationContext, input: I) => Flow<T>,
  input: I,
  activities: Functions,
  instanceId: string,
): Promise<T> {
  const context = {
    df: {
      instanceId,
      getInput: () => input,
      get currentUtcDateTime() {
        return new Date();
      },
      createTimer:
        (due: Date): Pending =>
        async () =>
          succeeded(await pause(Math.max(0, due.getTime() - Date.now()))),
      callActivityWithRetry: (name: string, _retry: unknown, given: unknown): Pending => {
        const activity = activities[name];
        if (!activity) throw new Error(`No activity "${name}"`);
        return () => settled(activity(given as never));
      },
      setCustomStatus: () => undefined,
      Task: {
        all:
          (tasks: Pending[]): Pending =>
          async () =>
            succeeded(await Promise.all(tasks.map((task) => task()))),
        any: ([first]: [Pending]): Pending => first,
      },
    },
  } as unknown as OrchestrationContext;

  const generator = flow(context, input);
  let step = generator.next();
  while (!step.done) {
    const { isFaulted, result } = await (step.value as Task & Pending)();
    step = isFaulted ? generator.throw(result) : generator.next(result);
  }
  return step.value;
}

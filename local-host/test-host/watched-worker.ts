import { createBusy } from "../engine/busy";
import { type Invocation, InvocationError, type TypedData, type Worker } from "../worker/worker";
import type { ActivityRun, InjectedFailure } from "./asks";

/** Tells of every run of an activity, and lets some of them fail. */
export function createWatch(failures: InjectedFailure[], tell: (run: ActivityRun) => void) {
  const busy = createBusy();
  const waiting = failures.map((failure) => ({ ...failure }));

  /** The failure that is next for an activity, used up by the call. */
  function next(activity: string): InjectedFailure | undefined {
    const failure = waiting.find(
      ({ activity: name, times }) => times > 0 && name.toLowerCase() === activity.toLowerCase(),
    );
    if (failure) failure.times -= 1;
    return failure;
  }

  async function runActivity(worker: Worker, invocation: Invocation) {
    const failure = next(invocation.functionName);
    const run = {
      name: invocation.functionName,
      instanceId: textOf(invocation.metadata?.["instanceId"]),
      input: valueOf(invocation.trigger),
      injected: failure !== undefined,
    };
    try {
      if (failure && !failure.afterwards) throw new InvocationError(failure.message, "");
      const result = await worker.invoke(invocation);
      if (failure) throw new InvocationError(failure.message, "");
      tell({ ...run, error: null });
      return result;
    } catch (error) {
      tell({ ...run, error: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  async function invoke(worker: Worker, kinds: Map<string, string>, invocation: Invocation) {
    const kind = kinds.get(invocation.functionName.toLowerCase());
    // Whoever sent a request waits for its answer: it needs no watching, and may itself wait for time.
    if (kind === "httpTrigger") return worker.invoke(invocation);
    busy.enter();
    try {
      return await (kind === "activityTrigger"
        ? runActivity(worker, invocation)
        : worker.invoke(invocation));
    } finally {
      busy.leave();
    }
  }

  return {
    /** Counts functions that run, HTTP triggers aside. */
    busy,
    add: (failure: InjectedFailure): void => void waiting.push({ ...failure }),
    wrap: (worker: Worker): Worker => {
      const kinds = new Map(
        worker.functions.map(({ name, triggerType }) => [name.toLowerCase(), triggerType]),
      );
      return { ...worker, invoke: (invocation) => invoke(worker, kinds, invocation) };
    },
  };
}

function valueOf(data: TypedData | undefined): unknown {
  if (!data) return undefined;
  if ("string" in data) return parsed(data.string);
  if ("json" in data) return parsed(data.json);
  return Object.values(data)[0];
}

/** As the library reads text: JSON when it parses, else the text itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const textOf = (data: TypedData | undefined): string => {
  const value = valueOf(data);
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
};

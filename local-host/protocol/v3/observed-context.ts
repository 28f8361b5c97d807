import { type JsonRecord, isRecord } from "./json-record";

/** A task that the function made, and the action that would start it. */
interface MadeTask {
  task: JsonRecord;
  action: JsonRecord;
}

/** What a function has done with its durable context, beyond what it answers. */
export interface Observed {
  readonly made: MadeTask[];
  /** `newGuid` was called without an instance id. */
  hasSharedGuid: boolean;
  hasReadInput: boolean;
  /** What it has asked for, as the SDK's own objects: the same task is the same object. */
  actions(): JsonRecord[];
}

/**
 * Looks over a function's shoulder, from before it runs. Invariants:
 *
 * 1. The function, its context and the SDK do and see what they would without: each member that is
 *    looked at does its own work first, and gives its own result.
 * 2. An SDK that is built otherwise is not looked at; then nothing is observed.
 */
export function observe(context: object): Observed {
  const observed: Observed = {
    made: [],
    hasSharedGuid: false,
    hasReadInput: false,
    actions: () => [],
  };
  whenSet(context, "df", (durable) => lookAt(durable, observed));
  return observed;
}

/** The SDK makes `context.df` when the function is called, unless it is there already. */
function whenSet(target: object, name: string, look: (value: JsonRecord) => void): void {
  if (name in target || !Object.isExtensible(target)) return;
  Object.defineProperty(target, name, {
    configurable: true,
    get: () => undefined,
    set(value: unknown) {
      Object.defineProperty(target, name, {
        value,
        configurable: true,
        enumerable: true,
        writable: true,
      });
      if (isRecord(value)) look(value);
    },
  });
}

/** Members of the context that make a task. */
const makers = [
  "callActivity",
  "callActivityWithRetry",
  "callEntity",
  "callHttp",
  "callSubOrchestrator",
  "callSubOrchestratorWithRetry",
  "createTimer",
  "lock",
  "waitForExternalEvent",
];

function lookAt(durable: JsonRecord, observed: Observed): void {
  for (const maker of makers) {
    after(durable, maker, (task) => {
      const action = isRecord(task) ? task["actionObj"] : undefined;
      if (isRecord(task) && isRecord(action)) observed.made.push({ task, action });
    });
  }
  after(durable, "newGuid", (_guid, [instanceId]) => {
    observed.hasSharedGuid ||= !instanceId;
  });
  after(durable, "getInput", () => {
    observed.hasReadInput = true;
  });
  observed.actions = () => {
    const executor = durable["taskOrchestratorExecutor"];
    const actions = isRecord(executor) ? executor["actions"] : undefined;
    return Array.isArray(actions) ? actions.filter(isRecord) : [];
  };
}

/** Tells of each call of a method, when it has returned. */
function after(
  target: JsonRecord,
  name: string,
  tell: (result: unknown, args: unknown[]) => void,
): void {
  const method = target[name];
  if (typeof method !== "function") return;
  Object.defineProperty(target, name, {
    configurable: true,
    writable: true,
    value(this: unknown, ...args: unknown[]) {
      const result: unknown = Reflect.apply(method, this, args);
      tell(result, args);
      return result;
    },
  });
}

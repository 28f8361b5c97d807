import type { Clock } from "../clock";
import type { Log } from "../log";
import type { OrchestrationProtocol } from "../protocol/protocol";
import type { Store } from "../store/store";
import type { Warn } from "../warnings";
import type { Worker } from "../worker/worker";

export interface EngineOptions {
  /** The engine closes it when it stops. */
  store: Store;
  clock: Clock;
  protocol: OrchestrationProtocol;
  worker: Worker;
  limits?: Partial<EngineLimits>;
  log?: Log;
  /** Told of what orchestrators run into, each once an execution. */
  warn?: Warn;
  /** Keeps the inputs of activities in history. Off by default: they may be sensitive. */
  storeInputs?: boolean;
  /** Runs the built-in HTTP activity: JSON text of the request in, of the response out. */
  httpActivity?: (input: string) => Promise<string>;
  /** Has a start take the place of an instance that still runs. Off by default: it is refused. */
  overridesRunning?: boolean;
  /** The version of orchestrations that are started without one. */
  defaultVersion?: string | undefined;
  /** How many history events are kept in memory between turns, over all instances. */
  cachedEvents?: number;
}

/** How many run at the same time; `entityBatch` is how many operations one entity gets at once. */
export interface EngineLimits {
  activities: number;
  orchestrators: number;
  entities: number;
  entityBatch: number;
}

/** The limits of the Functions host on one core. */
export const defaultLimits: EngineLimits = {
  activities: 10,
  orchestrators: 10,
  entities: 10,
  entityBatch: 5000,
};

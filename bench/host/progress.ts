/** What the app of the benchmark tells the driver in its process: a poll would be measured, too. */
interface Progress {
  ended(instanceId: string): void;
  waits(instanceId: string): void;
  operated(): void;
}

const nothing: Progress = {
  ended: () => undefined,
  waits: () => undefined,
  operated: () => undefined,
};

let listener = nothing;

export const progress: Progress = {
  /** The code of an orchestrator has come to its end: its last turn is about to be written. */
  ended: (instanceId) => listener.ended(instanceId),
  /** It waits for its next event. */
  waits: (instanceId) => listener.waits(instanceId),
  /** An entity has done one operation. */
  operated: () => listener.operated(),
};

/** Whom the app tells from now on. */
export function listen(to: Partial<Progress>): void {
  listener = { ...nothing, ...to };
}

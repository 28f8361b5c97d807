import type { HistoryEvent } from "../protocol/history";

/**
 * The durable back end as triggers and the management API see it. Everything that it acknowledges
 * is durable before the promise resolves. Times are milliseconds since 1970.
 */
export interface Engine {
  /** Takes up what was running when the process ended, then runs on its own. */
  start(): void;
  /** Finishes running turns, gives running activities `graceMs`, closes the store. */
  stop(graceMs: number): Promise<void>;
  /** Whether anything is ready or running now: a test turns the clock only when it is not. */
  isIdle(): boolean;
  /** Resolves when isIdle() is true. */
  whenIdle(): Promise<void>;

  startInstance(request: StartRequest): Promise<StartResult>;
  status(instanceId: string): InstanceStatus | undefined;
  history(instanceId: string): HistoryEvent[];
  /** Orchestrations and entities. Throws an ArgumentError for a token of another list. */
  list(query: InstanceQuery): InstancePage;
  raiseEvent(instanceId: string, name: string, input: string | null): Promise<ControlResult>;
  terminate(instanceId: string, reason: string): Promise<ControlResult>;
  suspend(instanceId: string, reason: string): Promise<ControlResult>;
  resume(instanceId: string, reason: string): Promise<ControlResult>;
  rewind(instanceId: string, reason: string): Promise<ControlResult>;
  /** Starts the same function with the same input. "unknown" when there is no such instance. */
  restart(instanceId: string, withNewInstanceId: boolean): Promise<StartResult | "unknown">;
  purge(instanceId: string): Promise<"purged" | "not-found" | "not-finished">;
  purgeMany(query: PurgeQuery): Promise<number>;

  /** Rejects with an ArgumentError when the app has no such entity. */
  signalEntity(signal: EntitySignal): Promise<void>;
  entityState(name: string, key: string): { state: string } | undefined;
  /** Throws an ArgumentError for a token of another list. */
  listEntities(query: EntityQuery): EntityPage;
}

export interface StartRequest {
  functionName: string;
  /** Absent: 32 hex digits are made. */
  instanceId?: string;
  /** JSON text. */
  input: string;
  version?: string;
}

export type StartResult =
  | { ok: true; instanceId: string }
  /** Pending, Running, Suspended or ContinuedAsNew under this id. */
  | { ok: false; reason: "already-running"; status: RuntimeStatus }
  | { ok: false; reason: "unknown-function" | "bad-instance-id"; message: string };

/** "finished" answers HTTP 410, "wrong-state" what the operation's endpoint says. */
export type ControlResult = "accepted" | "not-found" | "finished" | "wrong-state";

export const RUNTIME_STATUSES = [
  "Pending",
  "Running",
  "Completed",
  "ContinuedAsNew",
  "Failed",
  "Canceled",
  "Terminated",
  "Suspended",
] as const;
export type RuntimeStatus = (typeof RUNTIME_STATUSES)[number];

export interface InstanceStatus {
  name: string;
  instanceId: string;
  runtimeStatus: RuntimeStatus;
  /** JSON text. */
  input: string | null;
  customStatus: string | null;
  /** JSON text when Completed, plain text when Failed or Terminated. */
  output: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface InstanceQuery {
  createdFrom?: number;
  createdTo?: number;
  statuses?: RuntimeStatus[];
  instanceIdPrefix?: string;
  top: number;
  continuationToken?: string;
}

export interface InstancePage {
  instances: InstanceStatus[];
  continuationToken?: string;
}

export interface PurgeQuery {
  createdFrom: number;
  createdTo?: number;
  statuses?: RuntimeStatus[];
}

export interface EntitySignal {
  name: string;
  key: string;
  operation: string;
  /** JSON text, or absent. */
  input?: string;
}

export interface EntityQuery {
  name?: string;
  lastOperationFrom?: number;
  lastOperationTo?: number;
  fetchState: boolean;
  top: number;
  continuationToken?: string;
}

export interface EntityPage {
  entities: { name: string; key: string; lastOperationAt: number; state?: string }[];
  continuationToken?: string;
}

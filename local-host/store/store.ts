import type { RuntimeStatus } from "../engine/engine";
import type { HistoryEvent, ParentInstance } from "../protocol/history";

/**
 * What the durable back end remembers. Two implementations pass one suite. Invariants:
 *
 * 1. Reads see every write made before them, committed or not.
 * 2. The first write of a tick opens a transaction, all of that tick join it, one commit ends it.
 *    Commits happen in the order of the writes: what is durable is always a prefix.
 * 3. A group that throws leaves nothing behind and does not hurt the others of its transaction.
 * 4. What comes out is a copy: nobody changes the store by changing it.
 * 5. A number given to a message, a piece of work or a timer is not given again by this process.
 */
export interface Store extends InstanceStore, MessageStore, EntityStore, TimerStatusStore {
  /** Runs writes as one group: all of them or none. Groups nest; they must not await. */
  write<T>(group: () => T): T;
  /** Resolves when everything written so far is committed. */
  durable(): Promise<void>;
  /** Commits what is open and closes. Later calls throw. */
  close(): void;
  meta(name: string): string | undefined;
  putMeta(name: string, value: string): void;
}

export interface InstanceStore {
  instance(instanceId: string): InstanceRow | undefined;
  putInstance(row: InstanceRow): void;
  /** In order of creation, then of id; with a prefix, in order of id alone. */
  listInstances(filter: InstanceFilter): InstanceRow[];
  /** With its history, the messages and timers for it; not its work, which may be running. */
  deleteInstance(instanceId: string): void;
  history(instanceId: string): HistoryEvent[];
  appendHistory(instanceId: string, events: readonly HistoryEvent[]): void;
  clearHistory(instanceId: string): void;
}

export interface MessageStore {
  /** In order of arrival. */
  messages(target: string): Message[];
  addMessage(message: NewMessage): void;
  deleteMessage(message: Pick<Message, "id" | "target">): void;
  deleteMessages(target: string): void;
  /** Every instance and entity that has messages. */
  messageTargets(): string[];

  /** In order of scheduling. */
  work(): ActivityWork[];
  addWork(work: Omit<ActivityWork, "id">): ActivityWork;
  deleteWork(id: number): void;

  addTimer(timer: NewMessage & { dueAt: number }): void;
  /** When the earliest is due; undefined when there is none. */
  nextTimerDue(): number | undefined;
  /** Those due by a time, the earliest first. */
  dueTimers(by: number, limit: number): DurableTimer[];
  deleteTimer(id: number): void;
  deleteTimers(target: string): void;
}

export interface EntityStore {
  entity(id: EntityId): EntityRow | undefined;
  putEntity(row: EntityRow): void;
  deleteEntity(id: EntityId): void;
  /** In order of name, then of key; only those that exist for the app. */
  listEntities(filter: EntityFilter): EntityRow[];
  /** As instances, which entities are too: filtered and ordered like those, whatever the statuses. */
  listEntityInstances(filter: InstanceFilter): EntityRow[];
}

/** Where a timer trigger keeps when it ran last and when it runs next. */
export interface TimerStatusStore {
  timerStatus(functionName: string): TimerStatus | undefined;
  putTimerStatus(functionName: string, status: TimerStatus): void;
}

export interface InstanceRow {
  instanceId: string;
  executionId: string;
  name: string;
  version: string | null;
  status: RuntimeStatus;
  /** JSON text. */
  input: string | null;
  customStatus: string | null;
  output: string | null;
  createdAt: number;
  updatedAt: number;
  parent: ParentInstance | null;
}

export interface InstanceFilter {
  createdFrom?: number | undefined;
  createdTo?: number | undefined;
  statuses?: readonly RuntimeStatus[] | undefined;
  instanceIdPrefix?: string | undefined;
  /** Only what comes after this one. */
  after?: { createdAt: number; instanceId: string } | undefined;
  limit: number;
}

/** An event on its way to an instance, or an operation on its way to an entity (`@name@key`). */
export interface NewMessage {
  target: string;
  /** Null: for the execution that is current when it is read. */
  executionId: string | null;
  event: HistoryEvent;
}

export interface Message extends NewMessage {
  id: number;
}

/** A message that is delivered later. */
export interface DurableTimer extends Message {
  dueAt: number;
}

/** One call of an activity. Its row stays until its result is a message. */
export interface ActivityWork {
  id: number;
  instanceId: string;
  executionId: string;
  taskId: number;
  name: string;
  /** A TaskInput as JSON text. */
  input: string;
}

export interface EntityId {
  /** In lower case. */
  name: string;
  key: string;
}

export interface EntityRow extends EntityId {
  exists: boolean;
  /** JSON text. */
  state: string | null;
  lock: EntityLock | null;
  createdAt: number;
  lastOperationAt: number;
}

/** Who holds an entity: one critical section of one execution of an orchestration. */
export interface EntityLock {
  instanceId: string;
  requestId: string;
}

export interface EntityFilter {
  name?: string | undefined;
  lastOperationFrom?: number | undefined;
  lastOperationTo?: number | undefined;
  after?: EntityId | undefined;
  limit: number;
}

export interface TimerStatus {
  schedule: string;
  /** Null before the first run. */
  last: number | null;
  next: number | null;
  lastUpdated: number | null;
}

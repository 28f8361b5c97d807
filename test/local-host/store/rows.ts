import { EventType, type HistoryEvent } from "../../../local-host/protocol/history";
import type { InstanceRow } from "../../../local-host/store/store";

/** An instance with everything that a test does not care about. */
export const instanceRow = (changes: Partial<InstanceRow> = {}): InstanceRow => ({
  instanceId: "a1",
  executionId: "e1",
  name: "triage",
  version: null,
  status: "Running",
  input: '{"id":7}',
  customStatus: null,
  output: null,
  createdAt: 1_000,
  updatedAt: 2_000,
  parent: null,
  ...changes,
});

/** An event that is told from others by its name. */
export const eventNamed = (name: string): HistoryEvent => ({
  EventType: EventType.EventRaised,
  EventId: -1,
  Timestamp: "2026-01-01T00:00:00.000Z",
  Name: name,
  Input: null,
});

/** An event on its way. */
export const message = (target: string, name: string) => ({
  target,
  executionId: null,
  event: eventNamed(name),
});

/** A call of an activity. */
export const work = (instanceId: string, taskId: number) => ({
  instanceId,
  executionId: "e1",
  taskId,
  name: "enrich",
  input: '{"absent":true}',
});

/** A durable entity. */
export const entity = (name: string, key: string, lastOperationAt: number, exists = true) => ({
  name,
  key,
  exists,
  state: exists ? '{"n":1}' : null,
  lock: null,
  createdAt: 1_000,
  lastOperationAt,
});

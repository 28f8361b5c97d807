import type { HistoryEvent } from "../protocol/history";
import type { Journal } from "./journal";
import { isListed, listOrder } from "./order";
import type { InstanceRow, InstanceStore } from "./store";

/** Instances and their history in memory. History is kept as text, as a file would. */
export function memoryInstances(
  journal: Journal,
  deleteInboxOf: (instanceId: string) => void,
): InstanceStore {
  const instances = journal.map<string, InstanceRow>();
  const history = journal.map<string, readonly string[]>();

  return {
    instance: (instanceId) => structuredClone(instances.get(instanceId)),
    putInstance: (row) => instances.set(row.instanceId, structuredClone(row)),
    listInstances: (filter) =>
      instances
        .values()
        .filter((row) => !filter.statuses || filter.statuses.includes(row.status))
        .filter((row) => isListed(row, filter))
        .toSorted(listOrder(filter))
        .slice(0, filter.limit)
        .map((row) => structuredClone(row)),
    deleteInstance(instanceId) {
      instances.delete(instanceId);
      history.delete(instanceId);
      deleteInboxOf(instanceId);
    },
    history: (instanceId) =>
      (history.get(instanceId) ?? []).flatMap((turn) => JSON.parse(turn) as HistoryEvent[]),
    appendHistory: (instanceId, events) =>
      history.set(instanceId, [...(history.get(instanceId) ?? []), JSON.stringify(events)]),
    clearHistory: (instanceId) => history.delete(instanceId),
  };
}

import { createJournal, type Journal } from "./journal";
import { memoryInstances } from "./memory-instances";
import { memoryMessages } from "./memory-messages";
import { entityInstanceId } from "../protocol/v3/entity-messages";
import { byEntityId, isListed, listOrder } from "./order";
import type { EntityFilter, EntityId, EntityRow, EntityStore, Store, TimerStatus } from "./store";

/** The store of a process that may forget: for tests, and for hosts without a file. */
export function createMemoryStore(): Store {
  let open: PromiseWithResolvers<void> | undefined;
  let isClosed = false;

  function join(): void {
    if (isClosed) throw new Error("Cannot write: the store is closed");
    if (open) return;
    open = Promise.withResolvers<void>();
    setImmediate(commit);
  }

  function commit(): void {
    open?.resolve();
    open = undefined;
  }

  const journal = createJournal(join);
  const meta = journal.map<string, string>();
  const timerStatuses = journal.map<string, TimerStatus>();
  const { deleteInboxOf, ...messages } = memoryMessages(journal);

  return {
    ...messages,
    ...memoryInstances(journal, deleteInboxOf),
    ...memoryEntities(journal),
    write: journal.group,
    durable: () => open?.promise ?? Promise.resolve(),
    close() {
      commit();
      isClosed = true;
    },
    meta: meta.get,
    putMeta: meta.set,
    timerStatus: (functionName) => copy(timerStatuses.get(functionName)),
    putTimerStatus: (functionName, status) => timerStatuses.set(functionName, copy(status)),
  };
}

function memoryEntities(journal: Journal): EntityStore {
  const entities = journal.map<string, EntityRow>();
  return {
    entity: (id) => copy(entities.get(nameAndKey(id))),
    putEntity: (row) => entities.set(nameAndKey(row), copy(row)),
    deleteEntity: (id) => entities.delete(nameAndKey(id)),
    listEntities: (filter) =>
      entities
        .values()
        .filter((row) => row.exists && matches(row, filter))
        .toSorted(byEntityId)
        .slice(0, filter.limit)
        .map(copy),
    listEntityInstances: (filter) =>
      entities
        .values()
        .filter(({ exists }) => exists)
        .map((row) => ({ row, instanceId: entityInstanceId(row), createdAt: row.createdAt }))
        .filter((listed) => isListed(listed, filter))
        .toSorted(listOrder(filter))
        .slice(0, filter.limit)
        .map(({ row }) => copy(row)),
  };
}

function matches(row: EntityRow, filter: EntityFilter): boolean {
  return (
    (filter.name === undefined || row.name === filter.name) &&
    row.lastOperationAt >= (filter.lastOperationFrom ?? 0) &&
    row.lastOperationAt <= (filter.lastOperationTo ?? Infinity) &&
    (!filter.after || byEntityId(row, filter.after) > 0)
  );
}

const nameAndKey = ({ name, key }: EntityId): string => `@${name}@${key}`;
const copy = <T>(value: T): T => structuredClone(value);

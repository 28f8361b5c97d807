import { createHash, randomUUID } from "node:crypto";
import type { Table, World } from "../simulator";
import type { Settings } from "./scene";

export interface Item {
  id: string;
  ip: string;
  comment: string;
  created_on: string;
  modified_on: string;
}

type Change = { add: { ip: string; comment: string }[] } | { remove: string[] };

/** A change that was accepted: made when its time is over. Times are milliseconds since 1970. */
export interface Operation {
  id: string;
  change: Change;
  startedAt: number;
  /** When it was made or failed, ISO 8601. */
  completed?: string;
  error?: string;
}

const hexId = (): string => createHash("md5").update(randomUUID()).digest("hex");

/** The items of the list, and the operations that change them. */
export function openStore(world: World, settings: () => Settings) {
  const items: Table<Item> = world.table("items");
  const operations: Table<Operation> = world.table("operations");
  const at = (): string => new Date(world.now()).toISOString();

  // The key of an item is its address: who adds it once more changes its comment.
  function put(ip: string, comment: string): void {
    const before = items.get(ip);
    const created = { id: hexId(), ip, created_on: at() };
    items.set(ip, { ...(before ?? created), comment, modified_on: at() });
  }

  function make(change: Change): void {
    if ("add" in change) for (const { ip, comment } of change.add) put(ip, comment);
    else {
      for (const { id, ip } of items.rows()) if (change.remove.includes(id)) items.delete(ip);
    }
  }

  const isRunning = ({ startedAt }: Operation): boolean =>
    world.now() < startedAt + settings().operationSeconds * 1_000;

  function settle(): void {
    for (const operation of operations.rows()) {
      if (operation.completed !== undefined || isRunning(operation)) continue;
      const error = operation.error;
      if (error === undefined) make(operation.change);
      operations.set(operation.id, { ...operation, completed: at() });
    }
  }

  return {
    items(): Item[] {
      settle();
      return items.rows();
    },
    operation(id: string): Operation | undefined {
      settle();
      return operations.get(id);
    },
    isBusy(): boolean {
      settle();
      return operations.rows().some(({ completed }) => completed === undefined);
    },
    begin(change: Change): Operation {
      const { operationsFail } = settings();
      const operation: Operation = {
        id: hexId(),
        change,
        startedAt: world.now(),
        ...(operationsFail !== null && { error: operationsFail }),
      };
      operations.set(operation.id, operation);
      return operation;
    },
    /** As somebody else would have made it by now: a new item, whatever was there. */
    replace(ip: string, comment: string | null): void {
      items.delete(ip);
      if (comment !== null) put(ip, comment);
    },
  };
}

export type Store = ReturnType<typeof openStore>;

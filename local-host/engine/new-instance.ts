import type { ParentInstance } from "../protocol/history";
import type { InstanceRow, Store } from "../store/store";
import type { Outbox } from "./commit";
import { executionStarted } from "./events";
import { newId } from "./instance-id";

export interface NewInstance {
  instanceId: string;
  name: string;
  input: string | null;
  version: string | null;
  parent: ParentInstance | null;
  at: number;
}

/** Creates an instance in the place of a finished one, if there is one. Part of a write group. */
export function createInstance(store: Store, outbox: Outbox, instance: NewInstance): void {
  const { instanceId, name, input, version, parent, at } = instance;
  store.deleteInstance(instanceId);
  const row: InstanceRow = {
    instanceId,
    executionId: newId(),
    name,
    version,
    status: "Pending",
    input,
    customStatus: null,
    output: null,
    createdAt: at,
    updatedAt: at,
    parent,
  };
  store.putInstance(row);
  outbox.cancelLater(instanceId);
  outbox.send({
    target: instanceId,
    executionId: row.executionId,
    event: executionStarted(row, at),
  });
}

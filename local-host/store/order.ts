import type { EntityId, InstanceRow } from "./store";

type Created = Pick<InstanceRow, "createdAt" | "instanceId">;

/** The order of instance lists: by creation, then by id. */
export const byCreation = (a: Created, b: Created): number =>
  a.createdAt - b.createdAt || compare(a.instanceId, b.instanceId);

/** The order of entity lists: by name, then by key. */
export const byEntityId = (a: EntityId, b: EntityId): number =>
  compare(a.name, b.name) || compare(a.key, b.key);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

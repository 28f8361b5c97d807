import type { EntityId, InstanceFilter, InstanceRow } from "./store";

type Listed = Pick<InstanceRow, "createdAt" | "instanceId">;

/** The order of a list of instances: by creation, then by id; with a prefix, by id alone. */
export const listOrder =
  ({ instanceIdPrefix }: Pick<InstanceFilter, "instanceIdPrefix">) =>
  (a: Listed, b: Listed): number =>
    (instanceIdPrefix === undefined ? a.createdAt - b.createdAt : 0) ||
    compare(a.instanceId, b.instanceId);

/** The order of entity lists: by name, then by key. */
export const byEntityId = (a: EntityId, b: EntityId): number =>
  compare(a.name, b.name) || compare(a.key, b.key);

/** Whether an instance belongs into a list, whatever its status. */
export const isListed = (row: Listed, filter: InstanceFilter): boolean =>
  row.createdAt >= (filter.createdFrom ?? -Infinity) &&
  row.createdAt <= (filter.createdTo ?? Infinity) &&
  row.instanceId.startsWith(filter.instanceIdPrefix ?? "") &&
  (!filter.after || listOrder(filter)(row, filter.after) > 0);

/** As SQLite compares text: by code points, where JavaScript goes by UTF-16. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

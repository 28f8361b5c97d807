import type { EntityRow, InstanceRow, Store } from "../store/store";
import { readToken, writeToken } from "./continuation-token";
import type { Engine, EntityPage, InstancePage, InstanceStatus } from "./engine";

type Queries = Pick<Engine, "status" | "history" | "list" | "entityState" | "listEntities">;

/** What can be asked about instances and entities. Answers include what is not durable yet. */
export function createQueries(store: Store): Queries {
  return {
    status(instanceId) {
      const row = store.instance(instanceId);
      return row && statusOf(row);
    },
    history: (instanceId) => store.history(instanceId),
    list({ top, continuationToken, ...query }): InstancePage {
      const after = readToken(continuationToken, ([createdAt, instanceId]) => ({
        createdAt: Number(createdAt),
        instanceId: String(instanceId),
      }));
      const rows = store.listInstances({ ...query, after, limit: top + 1 });
      const page = rows.slice(0, top);
      const last = page.at(-1);
      return {
        instances: page.map(statusOf),
        ...(last && rows.length > top && next(last.createdAt, last.instanceId)),
      };
    },
    entityState(name, key) {
      const row = store.entity({ name: name.toLowerCase(), key });
      return row?.exists ? { state: row.state ?? "null" } : undefined;
    },
    listEntities({ top, continuationToken, fetchState, name, ...query }): EntityPage {
      const after = readToken(continuationToken, ([entityName, key]) => ({
        name: String(entityName),
        key: String(key),
      }));
      const rows = store.listEntities({
        ...query,
        name: name?.toLowerCase(),
        after,
        limit: top + 1,
      });
      const page = rows.slice(0, top);
      const last = page.at(-1);
      return {
        entities: page.map((row) => entityOf(row, fetchState)),
        ...(last && rows.length > top && next(last.name, last.key)),
      };
    },
  };
}

const next = (...place: [string | number, string]): { continuationToken: string } => ({
  continuationToken: writeToken(place),
});

const statusOf = (row: InstanceRow): InstanceStatus => ({
  name: row.name,
  instanceId: row.instanceId,
  runtimeStatus: row.status,
  input: row.input,
  customStatus: row.customStatus,
  output: row.output,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

const entityOf = ({ name, key, lastOperationAt, state }: EntityRow, fetchState: boolean) => ({
  name,
  key,
  lastOperationAt,
  ...(fetchState && state !== null && { state }),
});

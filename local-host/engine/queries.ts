import { entityInstanceId, readEntityInstanceId } from "../protocol/v3/entity-messages";
import { listOrder } from "../store/order";
import type { EntityRow, InstanceFilter, InstanceRow, Store } from "../store/store";
import { isText, isTime, readToken, writeToken } from "./continuation-token";
import type { Engine, EntityPage, InstancePage, InstanceStatus } from "./engine";

type Queries = Pick<Engine, "status" | "history" | "list" | "entityState" | "listEntities">;

/** What can be asked about instances and entities. Answers include what is not durable yet. */
export function createQueries(store: Store): Queries {
  return {
    status: (instanceId) => statusIn(store, instanceId),
    history: (instanceId) => store.history(instanceId),
    list({ top, continuationToken, ...query }): InstancePage {
      const place = readToken(continuationToken, isTime);
      const after = place && { createdAt: place[0], instanceId: place[1] };
      const found = instancesIn(store, { ...query, after, limit: top + 1 });
      const instances = found.slice(0, top);
      const last = instances.at(-1);
      return {
        instances,
        ...(last && found.length > top && next(last.createdAt, last.instanceId)),
      };
    },
    entityState(name, key) {
      const row = store.entity({ name: name.toLowerCase(), key });
      return row?.exists ? { state: row.state ?? "null" } : undefined;
    },
    listEntities({ top, continuationToken, fetchState, name, ...query }): EntityPage {
      const place = readToken(continuationToken, isText);
      const after = place && { name: place[0], key: place[1] };
      const filter = { ...query, name: name?.toLowerCase(), after, limit: top + 1 };
      const rows = store.listEntities(filter);
      const page = rows.slice(0, top);
      const last = page.at(-1);
      return {
        entities: page.map((row) => entityOf(row, fetchState)),
        ...(last && rows.length > top && next(last.name, last.key)),
      };
    },
  };
}

function statusIn(store: Store, instanceId: string): InstanceStatus | undefined {
  const row = store.instance(instanceId);
  if (row) return statusOf(row);
  const id = readEntityInstanceId(instanceId);
  const entity = id && store.entity(id);
  return entity?.exists ? entityStatus(entity) : undefined;
}

/** Orchestrations and entities. In Azure an entity is an orchestration that never ends. */
function instancesIn(store: Store, filter: InstanceFilter): InstanceStatus[] {
  const orchestrations = store.listInstances(filter).map(statusOf);
  if (filter.statuses && !filter.statuses.includes("Running")) return orchestrations;
  const entities = store.listEntityInstances(filter).map(entityStatus);
  if (entities.length === 0) return orchestrations;
  return [...orchestrations, ...entities].toSorted(listOrder(filter)).slice(0, filter.limit);
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

/** The state is text in the input, as the extension's entity scheduler keeps it. */
const entityStatus = (row: EntityRow): InstanceStatus => ({
  name: `@${row.name}`,
  instanceId: entityInstanceId(row),
  runtimeStatus: "Running",
  input: JSON.stringify({ exists: true, state: row.state, lockedBy: row.lock?.instanceId }),
  customStatus: JSON.stringify({ entityExists: true, lockedBy: row.lock?.instanceId }),
  output: null,
  createdAt: row.createdAt,
  updatedAt: row.lastOperationAt,
});

const entityOf = ({ name, key, lastOperationAt, state }: EntityRow, fetchState: boolean) => ({
  name,
  key,
  lastOperationAt,
  ...(fetchState && state !== null && { state }),
});

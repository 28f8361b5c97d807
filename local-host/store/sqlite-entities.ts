import type { Connection } from "./connection";
import { conditionsOf, createLister, given, orderOf } from "./sqlite-lists";
import type { EntityFilter, EntityLock, EntityRow, EntityStore } from "./store";

interface Columns {
  name: string;
  key: string;
  is_present: number;
  state: string | null;
  lock: string | null;
  created_at: number;
  last_operation_at: number;
}

// An update, not a replacement: the indexes are left alone.
const UPSERT = `INSERT INTO entities (name, key, is_present, state, lock, created_at, last_operation_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (name, key) DO UPDATE SET
    is_present = excluded.is_present, state = excluded.state, lock = excluded.lock,
    created_at = excluded.created_at, last_operation_at = excluded.last_operation_at`;

const isPresent = ["is_present = 1"] as const;

/** Durable entities in SQLite. */
export function sqliteEntities(connection: Connection): EntityStore {
  const select = connection.one("SELECT * FROM entities WHERE name = ? AND key = ?", rowOf);
  const upsert = connection.run(UPSERT);
  const remove = connection.run("DELETE FROM entities WHERE name = ? AND key = ?");
  const list = createLister(connection, rowOf, "entities");

  return {
    entity: ({ name, key }) => select(name, key),
    putEntity: ({ name, key, exists, state, lock, createdAt, lastOperationAt }) =>
      upsert(
        name,
        key,
        Number(exists),
        state,
        lock && JSON.stringify(lock),
        createdAt,
        lastOperationAt,
      ),
    deleteEntity: ({ name, key }) => remove(name, key),
    listEntities: (filter) => list(entityConditions(filter), "name, key", filter.limit),
    listEntityInstances: (filter) =>
      list([isPresent, ...conditionsOf(filter)], orderOf(filter), filter.limit),
  };
}

/** The primary key serves them: a span of time is looked for among the entities of that name. */
const entityConditions = ({ name, after, lastOperationFrom, lastOperationTo }: EntityFilter) => [
  ...given(name, (text) => ["name = ?", text]),
  ...given(after, (last) =>
    last.name === name ? ["key > ?", last.key] : ["(name, key) > (?, ?)", last.name, last.key],
  ),
  ["+is_present = 1"] as const,
  ...given(lastOperationFrom, (time) => ["last_operation_at >= ?", time]),
  ...given(lastOperationTo, (time) => ["last_operation_at <= ?", time]),
];

const rowOf = (columns: Columns): EntityRow => ({
  name: columns.name,
  key: columns.key,
  exists: columns.is_present === 1,
  state: columns.state,
  lock: columns.lock === null ? null : (JSON.parse(columns.lock) as EntityLock),
  createdAt: columns.created_at,
  lastOperationAt: columns.last_operation_at,
});

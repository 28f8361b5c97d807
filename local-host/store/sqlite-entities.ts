import type { Connection } from "./connection";
import type { EntityLock, EntityRow, EntityStore } from "./store";

interface Columns {
  name: string;
  key: string;
  is_present: number;
  state: string | null;
  lock: string | null;
  last_operation_at: number;
}

/** Durable entities in SQLite. */
export function sqliteEntities(connection: Connection): EntityStore {
  const select = connection.one("SELECT * FROM entities WHERE name = ? AND key = ?", rowOf);
  const upsert = connection.run("INSERT OR REPLACE INTO entities VALUES (?, ?, ?, ?, ?, ?)");
  const remove = connection.run("DELETE FROM entities WHERE name = ? AND key = ?");
  const list = connection.all(
    `SELECT * FROM entities
     WHERE (name, key) > (?1, ?2) AND (?3 IS NULL OR name = ?3) AND is_present = 1
       AND last_operation_at BETWEEN ?4 AND ?5
     ORDER BY name, key LIMIT ?6`,
    rowOf,
  );

  return {
    entity: ({ name, key }) => select(name, key),
    putEntity: ({ name, key, exists, state, lock, lastOperationAt }) =>
      upsert(name, key, Number(exists), state, lock && JSON.stringify(lock), lastOperationAt),
    deleteEntity: ({ name, key }) => remove(name, key),
    listEntities({ name, after, lastOperationFrom, lastOperationTo, limit }) {
      // No name is empty: ("", "") comes before every entity.
      const start = after ?? { name: "", key: "" };
      const from = lastOperationFrom ?? 0;
      const to = lastOperationTo ?? Number.MAX_SAFE_INTEGER;
      return list(start.name, start.key, name ?? null, from, to, limit);
    },
  };
}

const rowOf = (columns: Columns): EntityRow => ({
  name: columns.name,
  key: columns.key,
  exists: columns.is_present === 1,
  state: columns.state,
  lock: columns.lock === null ? null : (JSON.parse(columns.lock) as EntityLock),
  lastOperationAt: columns.last_operation_at,
});

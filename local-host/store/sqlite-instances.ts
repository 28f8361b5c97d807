import type { SQLInputValue } from "node:sqlite";
import type { RuntimeStatus } from "../engine/engine";
import type { HistoryEvent, ParentInstance } from "../protocol/history";
import type { Connection } from "./connection";
import { instanceLister } from "./sqlite-lists";
import type { InstanceRow, InstanceStore } from "./store";

interface Columns {
  instance_id: string;
  execution_id: string;
  name: string;
  version: string | null;
  status: RuntimeStatus;
  input: string | null;
  custom_status: string | null;
  output: string | null;
  created_at: number;
  updated_at: number;
  parent: string | null;
}

// An update, not a replacement: an index is written only when its columns change.
const UPSERT = `INSERT INTO instances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (instance_id) DO UPDATE SET
    execution_id = excluded.execution_id, name = excluded.name, version = excluded.version,
    status = excluded.status, input = excluded.input, custom_status = excluded.custom_status,
    output = excluded.output, created_at = excluded.created_at, updated_at = excluded.updated_at,
    parent = excluded.parent`;

/** Instances and their history in SQLite. */
export function sqliteInstances(connection: Connection): InstanceStore {
  const select = connection.one("SELECT * FROM instances WHERE instance_id = ?", rowOf);
  const upsert = connection.run(UPSERT);
  const deletes = ["instances WHERE instance_id", "messages WHERE target", "timers WHERE target"];
  const deleteStatements = deletes.map((rows) => connection.run(`DELETE FROM ${rows} = ?`));
  const selectHistory = connection.all(
    "SELECT events FROM history WHERE instance_id = ? ORDER BY turn",
    ({ events }: { events: string }) => JSON.parse(events) as HistoryEvent[],
  );
  const insertHistory = connection.run(
    `INSERT INTO history VALUES (?1,
      (SELECT coalesce(max(turn), 0) + 1 FROM history WHERE instance_id = ?1), ?2)`,
  );
  const clearHistory = connection.run("DELETE FROM history WHERE instance_id = ?");

  return {
    instance: (instanceId) => select(instanceId),
    putInstance: (row) => upsert(...valuesOf(row)),
    listInstances: instanceLister(connection, rowOf),
    deleteInstance(instanceId) {
      deleteStatements.forEach((run) => run(instanceId));
      clearHistory(instanceId);
    },
    history: (instanceId) => selectHistory(instanceId).flat(),
    appendHistory: (instanceId, events) => insertHistory(instanceId, JSON.stringify(events)),
    clearHistory,
  };
}

const rowOf = (columns: Columns): InstanceRow => ({
  instanceId: columns.instance_id,
  executionId: columns.execution_id,
  name: columns.name,
  version: columns.version,
  status: columns.status,
  input: columns.input,
  customStatus: columns.custom_status,
  output: columns.output,
  createdAt: columns.created_at,
  updatedAt: columns.updated_at,
  parent: columns.parent === null ? null : (JSON.parse(columns.parent) as ParentInstance),
});

const valuesOf = (row: InstanceRow): SQLInputValue[] => [
  row.instanceId,
  row.executionId,
  row.name,
  row.version,
  row.status,
  row.input,
  row.customStatus,
  row.output,
  row.createdAt,
  row.updatedAt,
  row.parent && JSON.stringify(row.parent),
];

import { DatabaseSync } from "node:sqlite";

const tables = ["instances", "history", "messages", "work", "timers"] as const;

/** Rows of every table that holds what orchestrations leave. The host must have stopped. */
export function rowsOf(databaseFile: string): { table: string; rows: number }[] {
  const database = new DatabaseSync(databaseFile, { readOnly: true });
  try {
    const locked = database.prepare("SELECT count(*) AS rows FROM entities WHERE lock IS NOT NULL");
    const counts = tables.map((table) => ({
      table,
      rows: Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.["rows"]),
    }));
    return [...counts, { table: "locked entities", rows: Number(locked.get()?.["rows"]) }];
  } finally {
    database.close();
  }
}

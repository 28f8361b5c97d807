import type { DatabaseSync } from "node:sqlite";
import { stored } from "./sqlite-text";

/** Small JSON documents, each replaced as a whole. */
export function documentsIn(database: DatabaseSync) {
  const select = database.prepare("SELECT document FROM documents WHERE name = ?");
  const upsert = database.prepare(
    "INSERT OR REPLACE INTO documents (name, document) VALUES (?, ?)",
  );
  const remove = database.prepare("DELETE FROM documents WHERE name = ?");
  return {
    revise<T>(name: string, change: (document: T | undefined) => T): T {
      const row = select.get(stored(name)) as { document: string } | undefined;
      const next = change(row && (JSON.parse(row.document) as T));
      if (next === undefined) remove.run(stored(name));
      else upsert.run(stored(name), JSON.stringify(next));
      return next;
    },
  };
}

/** What was found out, until it is too old. */
export function findingsIn(database: DatabaseSync) {
  const upsert = database.prepare(
    "INSERT OR REPLACE INTO findings (key, until, value) VALUES (?, ?, ?)",
  );
  const select = database.prepare("SELECT value FROM findings WHERE key = ? AND until > ?");
  const remove = database.prepare("DELETE FROM findings WHERE until <= ?");
  return {
    keep(key: string, value: unknown, until: string): void {
      upsert.run(stored(key), time(until), JSON.stringify(value));
    },
    kept(key: string, at: string): unknown {
      const row = select.get(stored(key), time(at)) as { value: string } | undefined;
      return row && JSON.parse(row.value);
    },
    prune: (at: string): number => Number(remove.run(time(at)).changes),
  };
}

const time = (iso: string): number => new Date(iso).getTime();

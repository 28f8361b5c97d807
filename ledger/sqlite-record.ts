import type { DatabaseSync } from "node:sqlite";
import type { RecordEntry, RecordEvent } from "../domain/record";
import { type ChainEnd, linked } from "./record";
import { stored } from "./sqlite-text";

export const recordSchema = `
  CREATE TABLE IF NOT EXISTS record (
    chain TEXT NOT NULL,
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    hash TEXT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (chain, position)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS record_by_key ON record (chain, key);
`;

/** Records, a row an entry. What appends must run in a transaction. */
export function recordsIn(database: DatabaseSync) {
  const selectKey = database.prepare("SELECT 1 FROM record WHERE chain = ? AND key = ?");
  const selectEnd = database.prepare(
    "SELECT position, hash FROM record WHERE chain = ? ORDER BY position DESC LIMIT 1",
  );
  const selectAll = database.prepare("SELECT entry FROM record WHERE chain = ? ORDER BY position");
  const insert = database.prepare(
    "INSERT INTO record (chain, position, key, hash, entry) VALUES (?, ?, ?, ?, ?)",
  );
  return {
    append(chain: string, key: string, event: RecordEvent): void {
      if (selectKey.get(stored(chain), stored(key))) return;
      const end = selectEnd.get(stored(chain)) as ChainEnd | undefined;
      const entry = linked(end, { chain, key, event });
      const { position, hash } = entry;
      insert.run(stored(chain), position, stored(key), hash, JSON.stringify(entry));
    },
    record: (chain: string): RecordEntry[] =>
      selectAll
        .all(stored(chain))
        .map((row) => JSON.parse((row as { entry: string }).entry) as RecordEntry),
  };
}

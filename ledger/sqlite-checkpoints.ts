import type { DatabaseSync } from "node:sqlite";
import type { Checkpoint } from "./ledger";
import { unpacked } from "./packed";
import { stored } from "./sqlite-text";

export const checkpointSchema = `
  CREATE TABLE IF NOT EXISTS checkpoints (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    value BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** Checkpoints, each a compressed blob that one statement replaces. */
export function checkpointsIn(database: DatabaseSync) {
  const select = database.prepare("SELECT version, value FROM checkpoints WHERE name = ?");
  const insert = database.prepare(
    "INSERT OR IGNORE INTO checkpoints (name, version, value) VALUES (?, 1, ?)",
  );
  const update = database.prepare(
    "UPDATE checkpoints SET version = version + 1, value = ? WHERE name = ? AND version = ?",
  );
  return {
    async read(name: string): Promise<Checkpoint | undefined> {
      const row = select.get(stored(name)) as { version: number; value: Uint8Array } | undefined;
      return row && { version: row.version, value: await unpacked(row.value) };
    },
    /** Whether it was of that version, and is replaced now. */
    save(name: string, expectedVersion: number, value: Uint8Array): boolean {
      const { changes } =
        expectedVersion === 0
          ? insert.run(stored(name), value)
          : update.run(value, stored(name), expectedVersion);
      return Number(changes) === 1;
    },
  };
}

import type { DatabaseSync } from "node:sqlite";
import { type Containment, isOpen } from "../domain/containment";
import { byId } from "./by-id";
import { type EarlierContainment, fromEarlier } from "./earlier-containment";
import { stored } from "./sqlite-text";

const schema = `
  CREATE TABLE IF NOT EXISTS containments (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    containment TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS open_containments ON containments (is_open, kind);
`;

/** Where the rows of version 0.1 stay, as they were. */
const earlierTable = "containments_of_version_0_1";

/**
 * Makes the table of containments. Blocks that version 0.1 kept in it go on; its own table is kept beside
 * it. In one transaction: another process that opens the file waits, and finds it done.
 */
export function createContainments(database: DatabaseSync): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    const isEarlier = database
      .prepare("SELECT 1 FROM pragma_table_info('containments') WHERE name = 'expires_at'")
      .get();
    if (isEarlier) {
      database.exec("DROP INDEX IF EXISTS containments_by_expiry");
      database.exec(`ALTER TABLE containments RENAME TO ${earlierTable}`);
    }
    database.exec(schema);
    if (isEarlier) takeOver(database);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function takeOver(database: DatabaseSync): void {
  const { write } = containmentsIn(database);
  const rows = database.prepare(`SELECT containment FROM ${earlierTable}`).all();
  for (const row of rows) {
    const { containment } = row as { containment: string };
    write(fromEarlier(JSON.parse(containment) as EarlierContainment));
  }
}

export function containmentsIn(database: DatabaseSync) {
  const select = database.prepare("SELECT containment FROM containments WHERE id = ?");
  const selectOpen = database.prepare("SELECT containment FROM containments WHERE is_open = 1");
  const selectOpenOfKind = database.prepare(
    "SELECT containment FROM containments WHERE is_open = 1 AND kind = ?",
  );
  const upsert = database.prepare(
    "INSERT OR REPLACE INTO containments (id, kind, is_open, containment) VALUES (?, ?, ?, ?)",
  );

  function read(id: string): Containment | undefined {
    const row = select.get(stored(id));
    return row && toContainment(row);
  }

  function write(next: Containment): void {
    upsert.run(stored(next.id), next.kind, Number(isOpen(next)), JSON.stringify(next));
  }

  return {
    read,
    write,
    revise(id: string, change: (now: Containment | undefined) => Containment | undefined) {
      const now = read(id);
      const next = change(now);
      if (!next) return now;
      write(next);
      return next;
    },
    open(kind?: string): Containment[] {
      const rows = kind === undefined ? selectOpen.all() : selectOpenOfKind.all(kind);
      return byId(rows.map(toContainment));
    },
  };
}

const toContainment = (row: object): Containment =>
  JSON.parse((row as { containment: string }).containment) as Containment;

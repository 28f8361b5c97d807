import type { DatabaseSync } from "node:sqlite";
import {
  type Begun,
  ENTRY_STATES,
  type EntryState,
  type Holder,
  type Intent,
  type LedgerEntry,
} from "./ledger";
import { stored } from "./sqlite-text";
import { type Transition, neverBegun } from "./transitions";

const schema = `
  CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY,
    intent TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (${ENTRY_STATES.map((state) => `'${state}'`).join(", ")})),
    result TEXT,
    holder TEXT
  ) STRICT, WITHOUT ROWID;
`;

/** Makes the table of entries; one that an older version made gets the column that it lacks. */
export function createEntries(database: DatabaseSync): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    database.exec(schema);
    const hasHolder = database
      .prepare("SELECT 1 FROM pragma_table_info('entries') WHERE name = 'holder'")
      .get();
    if (!hasHolder) database.exec("ALTER TABLE entries ADD COLUMN holder TEXT");
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

interface EntryRow {
  intent: string;
  state: EntryState;
  result: string | null;
  holder: string | null;
}

/** What was done, step by step. */
export function entriesIn(database: DatabaseSync) {
  const select = database.prepare(
    "SELECT intent, state, result, holder FROM entries WHERE key = ?",
  );
  const insert = database.prepare(
    "INSERT INTO entries (key, intent, state) VALUES (?, ?, 'intended') ON CONFLICT DO NOTHING",
  );
  const update = database.prepare(
    "UPDATE entries SET state = ?, result = ?, holder = ? WHERE key = ?",
  );

  function read(key: string): LedgerEntry | undefined {
    const row = select.get(stored(key)) as EntryRow | undefined;
    if (!row) return undefined;
    const { state, result, holder } = row;
    return {
      key,
      intent: JSON.parse(row.intent) as Intent,
      state,
      ...(holder !== null && { holder: JSON.parse(holder) as Holder }),
      ...(result !== null && { result: JSON.parse(result) as unknown }),
    };
  }

  return {
    read,
    begin(key: string, intent: Intent): Begun {
      const { changes } = insert.run(stored(key), JSON.stringify(intent));
      return { entry: read(key)!, isNew: changes === 1 };
    },
    change(key: string, transition: Transition): boolean {
      const entry = read(key);
      if (!entry) throw neverBegun(key);
      const next = transition(entry);
      if (next) update.run(next.state, text(next.result), text(next.holder), stored(key));
      return next !== undefined;
    },
  };
}

const text = (value: unknown): string | null => JSON.stringify(value) ?? null;

import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS, SCHEMA, SCHEMA_VERSION } from "./schema";
import { syncFolderNames } from "./sync-folders";

/** "full" survives a power failure; "normal" survives the death of the process. */
export type Durability = "normal" | "full";

/** Holds the pages that running instances change, so that none is written twice for lack of room. */
const cacheKilobytes = 16_000;

/** Opens or makes the file, for this process alone. */
export function openDatabase(file: string, durability: Durability): DatabaseSync {
  const folder = resolve(dirname(file));
  mkdirSync(folder, { recursive: true });
  // SQLite sees to the name of its file. It comes after its folders, so they are safe when it is there.
  if (durability === "full" && !existsSync(file)) syncFolderNames(folder);
  const database = new DatabaseSync(file);
  try {
    // Exclusive before the first access: the write-ahead log then needs no shared memory, and the
    // lock is held until the process ends, however it ends.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(`PRAGMA synchronous = ${durability}`);
    // On macOS a sync stops at the disk's own cache without it; elsewhere it means nothing.
    if (durability === "full") database.exec("PRAGMA fullfsync = ON");
    // A write group can be taken back: what it takes back to lies in memory, not in a temporary file.
    database.exec("PRAGMA temp_store = MEMORY");
    database.exec(`PRAGMA cache_size = -${cacheKilobytes}`);
    database.exec("BEGIN IMMEDIATE");
    createTables(database, file);
    database.exec("COMMIT");
    return database;
  } catch (cause) {
    database.close();
    throw explained(file, cause);
  }
}

/** Makes the tables, or brings those of an older host to this version. Part of one transaction. */
function createTables(database: DatabaseSync, file: string): void {
  const found = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (found === SCHEMA_VERSION) return;
  if (found === 0) {
    database.exec(SCHEMA);
  } else {
    for (let version = found; version !== SCHEMA_VERSION; version += 1) {
      const migration = MIGRATIONS.get(version);
      if (migration === undefined) throw wrongVersion(file, found);
      database.exec(migration);
    }
  }
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}

const wrongVersion = (file: string, found: number): Error =>
  new Error(
    `Cannot use "${file}": its tables have version ${found}, this host needs ${SCHEMA_VERSION}. ` +
      "Choose another file, or delete it and lose what runs in it",
  );

const busy = 5;
const notADatabase = 26;

function explained(file: string, cause: unknown): unknown {
  if (!isSqliteError(cause)) return cause;
  if (cause.errcode === busy) {
    return new Error(
      `Cannot open "${file}": another process is using it. Stop that one, or choose another file`,
      { cause },
    );
  }
  const reason =
    cause.errcode === notADatabase
      ? "it is not an SQLite database. Choose another file"
      : cause.message;
  return new Error(`Cannot open "${file}": ${reason}`, { cause });
}

const isSqliteError = (error: unknown): error is Error & { errcode: number } =>
  typeof error === "object" && error !== null && "errcode" in error;

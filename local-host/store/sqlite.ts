import { createConnection } from "./connection";
import { createGroupCommit } from "./group-commit";
import { type Durability, openDatabase } from "./open-database";
import { sqliteEntities } from "./sqlite-entities";
import { sqliteInstances } from "./sqlite-instances";
import { sqliteMessages } from "./sqlite-messages";
import type { Store, TimerStatus } from "./store";

export interface SqliteOptions {
  file: string;
  durability?: Durability;
  /** What to do when a commit fails. The default ends the process: nothing can be promised any more. */
  onFatal?: (error: Error) => void;
}

/** The store in one file, which no other process can open meanwhile. */
export function openSqliteStore({ file, durability = "normal", onFatal }: SqliteOptions): Store {
  const database = openDatabase(file, durability);
  const commits = createGroupCommit(database, file, onFatal ?? throwLater);
  const connection = createConnection(database, commits);
  const meta = connection.one(
    "SELECT value FROM meta WHERE name = ?",
    ({ value }: { value: string }) => value,
  );
  const timerStatus = connection.one(
    "SELECT status FROM timer_statuses WHERE function_name = ?",
    ({ status }: { status: string }) => JSON.parse(status) as TimerStatus,
  );
  const putTimerStatus = connection.run("INSERT OR REPLACE INTO timer_statuses VALUES (?, ?)");

  return {
    ...sqliteInstances(connection),
    ...sqliteMessages(connection),
    ...sqliteEntities(connection),
    write: commits.write,
    durable: commits.durable,
    close() {
      commits.flush();
      database.close();
    },
    meta: (name) => meta(name),
    putMeta: connection.run("INSERT OR REPLACE INTO meta VALUES (?, ?)"),
    timerStatus: (functionName) => timerStatus(functionName),
    putTimerStatus: (functionName, status) => putTimerStatus(functionName, JSON.stringify(status)),
  };
}

/** Out of reach of whoever's promise is being settled: an uncaught exception. */
function throwLater(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}

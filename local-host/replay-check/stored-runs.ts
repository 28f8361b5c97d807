import { DatabaseSync } from "node:sqlite";
import { EventType } from "../protocol/history";
import { openSqliteStore } from "../store/sqlite";
import type { Store } from "../store/store";
import { isFinished } from "../engine/runtime-status";
import type { StoredRun } from "./check-run";
import { takeSnapshot } from "./snapshot";

/** Every run of a database, read from a copy of it. */
export interface StoredRuns {
  /** In order of creation, a page at a time in memory. */
  all(options: { runningOnly: boolean }): Iterable<StoredRun>;
  close(): void;
}

const pageSize = 100;

/** Opens what a host has stored, whether that host still runs or not. */
export function openStoredRuns(database: string): StoredRuns {
  const snapshot = takeSnapshot(database);
  try {
    const store = openCopy(snapshot.file, database);
    return {
      all: (options) => runsOf(store, options.runningOnly),
      close() {
        store.close();
        snapshot.remove();
      },
    };
  } catch (error) {
    snapshot.remove();
    throw error;
  }
}

/** The runs of a store, a page at a time. */
export function* runsOf(
  store: Pick<Store, "listInstances" | "history" | "messages">,
  runningOnly: boolean,
): Iterable<StoredRun> {
  const statuses = runningOnly
    ? (["Pending", "Running", "Suspended", "ContinuedAsNew"] as const)
    : undefined;
  for (let after: { createdAt: number; instanceId: string } | undefined; ;) {
    const page = store.listInstances({ limit: pageSize, after, statuses });
    for (const row of page) {
      const isRewound =
        !isFinished(row.status) &&
        store
          .messages(row.instanceId)
          .some(({ event }) => event.EventType === EventType.ExecutionRewound);
      yield { row, history: store.history(row.instanceId), isRewound };
    }
    after = page.at(-1);
    if (!after) return;
  }
}

/** The errors name the file that was asked for. An empty file would be made into a new database. */
function openCopy(copy: string, database: string): Store {
  try {
    if (isEmpty(copy)) throw new Error(`Cannot read "${database}": no host has written to it`);
    return openSqliteStore({ file: copy });
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(message.replaceAll(copy, database), { cause });
  }
}

function isEmpty(file: string): boolean {
  const database = new DatabaseSync(file);
  try {
    return database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()?.["tables"] === 0;
  } catch (cause) {
    throw new Error(`Cannot read "${file}": ${(cause as Error).message}`, { cause });
  } finally {
    database.close();
  }
}

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { checkpointSchema, checkpointsIn } from "./sqlite-checkpoints";
import { documentsIn, findingsIn } from "./sqlite-documents";
import { groupCommit } from "./group-commit";
import type { Ledger } from "./ledger";
import { packed } from "./packed";
import { containmentsIn, createContainments } from "./sqlite-containments";
import { recordSchema, recordsIn } from "./sqlite-record";
import { createEntries, entriesIn } from "./sqlite-entries";
import { backToIntended, handedOver, toDone, toSending } from "./transitions";

// FULL: with WAL and less, a power cut may take back what was already acknowledged (L1).
// Several processes may share the file.
const schema = `
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS documents (
    name TEXT PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS findings (
    key TEXT PRIMARY KEY,
    until INTEGER NOT NULL,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS findings_by_end ON findings (until);
  ${checkpointSchema}
  ${recordSchema}
`;

/** How long a process waits for another one that writes. */
const busyMs = 5_000;

/** Opens the ledger in a SQLite file, which is made, with its folder, when it is not there. */
export async function openSqliteLedger(file: string): Promise<Ledger> {
  const database = await openDatabase(file);
  const commits = groupCommit(database);
  const entries = entriesIn(database);
  const containments = containmentsIn(database);
  const checkpoints = checkpointsIn(database);
  const documents = documentsIn(database);
  const records = recordsIn(database);
  const findings = findingsIn(database);

  return {
    begin: (key, intent) => commits.run(() => entries.begin(key, intent)),
    // Without an fsync: between this commit and the first byte, a crash loses what can be sent once only.
    sending: (key, holder) => commits.run(() => entries.change(key, toSending(holder)), "process"),
    handOver: (key, from, to) =>
      commits.run(() => entries.change(key, handedOver(from, to)), "process"),
    retract: (key, holder) => commits.run(() => void entries.change(key, backToIntended(holder))),
    done: (key, result) => commits.run(() => void entries.change(key, toDone(result))),
    entry: async (key) => entries.read(key),

    reviseContainment: (id, change) => commits.run(() => containments.revise(id, change)),
    containment: async (id) => containments.read(id),
    openContainments: async (kind) => containments.open(kind),
    append: (chain, key, event) => commits.run(() => records.append(chain, key, event)),
    record: async (chain) => records.record(chain),

    revise: (name, change) => commits.run(() => documents.revise(name, change), "process"),
    checkpoint: (name) => checkpoints.read(name),
    async saveCheckpoint(name, expectedVersion, value) {
      const bytes = await packed(value);
      return commits.run(() => checkpoints.save(name, expectedVersion, bytes));
    },
    keep: (key, value, until) => commits.run(() => findings.keep(key, value, until), "process"),
    kept: async (key, at) => findings.kept(key, at),
    prune: (at) => commits.run(() => findings.prune(at), "process"),

    async close() {
      commits.flush();
      database.close();
    },
  };
}

async function openDatabase(file: string): Promise<DatabaseSync> {
  const sqlite = await import("node:sqlite"); // loaded here: in Azure nobody needs it
  let database: DatabaseSync | undefined;
  try {
    await mkdir(dirname(file), { recursive: true });
    database = new sqlite.DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${busyMs}`);
    await useWriteAheadLog(database);
    database.exec(schema);
    createEntries(database);
    createContainments(database);
    return database;
  } catch (cause) {
    database?.close();
    const { message } = cause as Error;
    throw new Error(`Cannot open the SQLite ledger "${file}": ${message}`, { cause });
  }
}

/** SQLite does not itself wait for another process that changes a new file's mode at the same moment. */
async function useWriteAheadLog(database: DatabaseSync): Promise<void> {
  const started = performance.now();
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() - started > busyMs) throw error;
      await pause(5);
    }
  }
}

/** https://sqlite.org/rescode.html#busy */
const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === 5;

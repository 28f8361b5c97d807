import { existsSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type * as Sqlite from "node:sqlite";
import type { Finding } from "../../sweeps/finding";
import type { Swept } from "./swept";

/** Where a sweep stands, to be gone on with. */
export interface Stand {
  /** Which of the sources is next, or half read. */
  source: number;
  /** Of that source; undefined at its start. */
  cursor: unknown;
  detection: unknown;
  /** Findings are kept beside it. */
  swept: Omit<Swept, "findings">;
}

/** Keeps a sweep's stand and its findings, all of a moment or nothing; this process has it alone until it is closed. */
export interface SweepState {
  /** As it was kept last; undefined at the first. */
  stand(): Stand | undefined;
  findings(): Finding[];
  /** Findings that are new or have changed replace those of their keys. */
  keep(stand: Stand, changed: readonly Finding[]): void;
  close(): void;
  /** There is nothing to go on with: it goes when it is closed. */
  done(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sweep (asked TEXT NOT NULL, stand TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS findings (key TEXT PRIMARY KEY, finding TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
const VERSION = 1;

/** Opens or makes the file. Throws one sentence where it is in use, is of another sweep than is asked for, or is something else. */
export function openState(file: string, asked: unknown): SweepState {
  const sqlite = require("node:sqlite") as typeof Sqlite;
  const database = opened(sqlite, file, JSON.stringify([VERSION, asked]));
  const put = database.prepare("INSERT OR REPLACE INTO findings VALUES (?, ?)");
  let isDone = false;
  return {
    stand() {
      const text = database.prepare("SELECT stand FROM sweep").get()?.["stand"];
      return typeof text === "string" ? (JSON.parse(text) as Stand) : undefined;
    },
    findings: () =>
      database
        .prepare("SELECT finding FROM findings")
        .all()
        .map(({ finding }) => JSON.parse(String(finding)) as Finding),
    keep(stand, changed) {
      database.exec("BEGIN");
      for (const finding of changed) put.run(finding.key, JSON.stringify(finding));
      database.prepare("UPDATE sweep SET stand = ?").run(JSON.stringify(stand));
      database.exec("COMMIT");
    },
    done() {
      isDone = true;
    },
    close() {
      database.close();
      if (isDone) rmSync(file, { force: true });
    },
  };
}

const BUSY = 5;

function opened(sqlite: typeof Sqlite, file: string, asked: string): Sqlite.DatabaseSync {
  let database: Sqlite.DatabaseSync | undefined;
  try {
    database = new sqlite.DatabaseSync(file);
    // The lock is held until the process ends, however it ends.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("BEGIN EXCLUSIVE");
    database.exec(SCHEMA);
    const before = database.prepare("SELECT asked FROM sweep").get()?.["asked"];
    if (before === undefined) database.prepare("INSERT INTO sweep (asked) VALUES (?)").run(asked);
    database.exec("COMMIT");
    if (before !== undefined && before !== asked) throw new Error(OTHER);
    return database;
  } catch (cause) {
    database?.close();
    const { errcode, message } = cause as Error & { errcode?: number };
    const why = errcode === BUSY ? "another sweep is using it" : message;
    throw new Error(`Cannot go on with ${file}: ${why}`, { cause });
  }
}

const OTHER =
  "it was kept by a sweep of other paths, rules or options; give those again, or delete it to begin anew";

/** The file and what SQLite puts beside it, by real paths; nothing without one, or without its folder. */
export function stateFiles(file: string | undefined): string[] {
  if (file === undefined || !existsSync(dirname(file))) return [];
  const real = join(realpathSync(dirname(file)), basename(file));
  return [real, `${real}-journal`];
}

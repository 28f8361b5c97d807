import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Table } from "./simulator";

/** What all simulated vendors remember: tables by vendor and name. */
export interface Memory {
  table<T>(vendor: string, name: string): Table<T>;
  close(): void;
}

interface Disk {
  load: StatementSync;
  set: StatementSync;
  delete: StatementSync;
  clear: StatementSync;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS rows (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    vendor TEXT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    row TEXT NOT NULL,
    UNIQUE (vendor, name, key)
  ) STRICT;`;

/**
 * Opens the memory: with a file, every change is written through before it is visible, so that a
 * killed process forgets nothing; without one it lives as long as the process.
 */
export function openMemory(file?: string): Memory {
  const database = file === undefined ? undefined : openFile(file);
  const disk = database && prepare(database);
  const tables = new Map<string, Table<unknown>>();

  return {
    table<T>(vendor: string, name: string): Table<T> {
      const id = JSON.stringify([vendor, name]);
      const table = tables.get(id) ?? createTable<unknown>(vendor, name, disk);
      tables.set(id, table);
      return table as Table<T>;
    },
    close: () => database?.close(),
  };
}

function openFile(file: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const database = new DatabaseSync(file);
    database.exec(schema);
    return database;
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(`Cannot open the simulators' memory "${file}": ${message}`, { cause });
  }
}

function prepare(database: DatabaseSync): Disk {
  return {
    load: database.prepare(
      "SELECT key, row FROM rows WHERE vendor = ? AND name = ? ORDER BY position",
    ),
    // An update keeps its position: rows come back in the order of their first `set`.
    set: database.prepare(
      `INSERT INTO rows (vendor, name, key, row) VALUES (?, ?, ?, ?)
       ON CONFLICT (vendor, name, key) DO UPDATE SET row = excluded.row`,
    ),
    delete: database.prepare("DELETE FROM rows WHERE vendor = ? AND name = ? AND key = ?"),
    clear: database.prepare("DELETE FROM rows WHERE vendor = ? AND name = ?"),
  };
}

function createTable<T>(vendor: string, name: string, disk: Disk | undefined): Table<T> {
  const rows = new Map<string, T>();
  for (const { key, row } of disk?.load.all(vendor, name) ?? []) {
    rows.set(String(key), frozen(String(row)) as T);
  }

  return {
    get: (key) => rows.get(key),
    set(key, row) {
      const text = JSON.stringify(row);
      disk?.set.run(vendor, name, key, text);
      rows.set(key, frozen(text) as T);
    },
    delete(key) {
      disk?.delete.run(vendor, name, key);
      return rows.delete(key);
    },
    rows: () => [...rows.values()],
    keys: () => [...rows.keys()],
    size: () => rows.size,
    clear() {
      disk?.clear.run(vendor, name);
      rows.clear();
    },
  };
}

/** A row cannot be changed behind the table's back: that would never reach the disk. */
const frozen = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) => Object.freeze(value));

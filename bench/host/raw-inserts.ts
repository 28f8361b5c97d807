import { rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { openDatabase, type Durability } from "../../local-host/store/open-database";

export interface RawInserts {
  file: string;
  durability: Durability;
  rows: number;
  /** Of one row. */
  bytes: number;
  /** Rows of one transaction. */
  group: number;
}

/** Rows a second that SQLite takes on this machine, with the same pragmas, bytes and groups. */
export async function rawInserts({ file, durability, rows, bytes, group }: RawInserts) {
  const database = openDatabase(file, durability);
  database.exec("CREATE TABLE raw (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT");
  const insert = database.prepare("INSERT INTO raw (value) VALUES (?)");
  const value = "x".repeat(bytes);
  const began = performance.now();
  for (let done = 0; done < rows; done += group) {
    database.exec("BEGIN IMMEDIATE");
    for (let row = 0; row < group; row += 1) insert.run(value);
    database.exec("COMMIT");
    await setImmediate();
  }
  const perSecond = (rows * 1000) / (performance.now() - began);
  database.close();
  for (const suffix of ["", "-wal"]) rmSync(`${file}${suffix}`, { force: true });
  return perSecond;
}

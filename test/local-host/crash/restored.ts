import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../../local-host/store/open-database";
import { restore } from "./disk";

/** In memory where there is such a folder: the model loses the power, not this machine. */
const scratch = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export interface Opened {
  /** Stands for everything that the database holds. */
  digest: string;
  instances: string[];
}

const seen = new Map<string, Opened>();

/** Opens what is left of `disk` as the next start of the host does. Fails when it is not whole. */
export function openRestored(
  files: ReadonlyMap<string, Buffer>,
  disk: string,
  database: string,
): Opened {
  const hash = createHash("sha256");
  for (const [path, bytes] of files) hash.update(path).update("\0").update(bytes).update("\0");
  const key = hash.digest("hex");
  const known = seen.get(key);
  if (known) return known;

  const folder = mkdtempSync(join(scratch, "power-"));
  try {
    restore(files, disk, folder);
    const opened = read(join(folder, database));
    seen.set(key, opened);
    return opened;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(file: string): Opened {
  const database = openDatabase(file, "normal");
  const all = (sql: string) => database.prepare(sql).all();
  expect(all("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  const tables = all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  const rows = tables.map(({ name }) => [name, all(`SELECT * FROM "${String(name)}"`)]);
  const instances = all("SELECT instance_id FROM instances").map((row) =>
    String(row["instance_id"]),
  );
  database.close();
  return { digest: createHash("sha256").update(JSON.stringify(rows)).digest("hex"), instances };
}

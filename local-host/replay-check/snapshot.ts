import {
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  closeSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A copy of a database at one moment, which nobody else writes to. */
export interface Snapshot {
  file: string;
  remove(): void;
}

const attempts = 5;

/**
 * Copies a database and its write-ahead log while a host may be writing to them: the host holds the
 * file for itself alone. Between two checkpoints the file does not change and the log only grows, so
 * a copy made meanwhile is the database of one moment; a copy that a checkpoint has disturbed is made
 * again. The original is only read.
 */
export function takeSnapshot(database: string): Snapshot {
  if (!existsSync(database)) {
    throw new Error(
      `Cannot read "${database}": there is no such file. Name one that a host has written, with --database`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), "replay-check-"));
  const file = join(folder, "copy.db");
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const before = stateOf(database);
      copyFileSync(database, file, constants.COPYFILE_FICLONE);
      copyLog(database, file);
      if (stateOf(database) === before) return { file, remove };
    }
    throw new Error(
      `Cannot copy "${database}": a host writes to it so much that no copy is whole. Stop the host, ` +
        "or try again when less is running",
    );
  } catch (error) {
    remove();
    throw error;
  }
}

function copyLog(database: string, file: string): void {
  rmSync(`${file}-wal`, { force: true });
  if (existsSync(`${database}-wal`)) {
    copyFileSync(`${database}-wal`, `${file}-wal`, constants.COPYFILE_FICLONE);
  }
}

/** Changes with every checkpoint: the file is written then, or the log begins anew with another head. */
function stateOf(database: string): string {
  const { mtimeNs, size } = statSync(database, { bigint: true });
  return `${mtimeNs} ${size} ${headOf(`${database}-wal`)}`;
}

const headLength = 32;

function headOf(log: string): string {
  if (!existsSync(log)) return "none";
  const head = Buffer.alloc(headLength);
  const descriptor = openSync(log, "r");
  try {
    const length = readSync(descriptor, head, 0, headLength, 0);
    return head.subarray(0, length).toString("hex");
  } finally {
    closeSync(descriptor);
  }
}

import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Has the disk keep the names of a folder and of those above it, which it need not do before: a file
 * that is synced is lost with a folder that is not. A folder that cannot be opened (nobody's but the
 * administrator's, or on Windows, which keeps names by itself) was not made by this process.
 */
export function syncFolderNames(folder: string): void {
  const parent = dirname(folder);
  if (parent === folder) return;
  syncFolder(parent);
  syncFolderNames(parent);
}

function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!/^(EACCES|EPERM|EISDIR|EINVAL|EBADF|EROFS)$/.test(code)) throw error;
  }
}

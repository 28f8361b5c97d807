import type { BigIntStats } from "node:fs";
import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { LEADS_OUT, isInside } from "./inside";
import type { Candidate } from "./walk";

/** What a file is and how long, as the file system has it; numbers of files exceed what a JavaScript number holds. */
export interface FileStat {
  dev: string;
  ino: string;
  size: number;
  /** Nanoseconds since 1970. */
  mtime: string;
}

export const statOf = (stats: BigIntStats): FileStat => ({
  dev: String(stats.dev),
  ino: String(stats.ino),
  size: Number(stats.size),
  mtime: String(stats.mtimeNs),
});

/** A file that is where it may be. */
export interface Located {
  realPath: string;
  stat: FileStat;
}

/** Follows links, and refuses what is not a regular file below the root. Errors say so in a sentence. */
export async function locate({ root, path }: Candidate): Promise<Located> {
  const realPath = await realpath(join(root.realPath, path));
  if (!isInside(root.realPath, realPath)) throw new Error(LEADS_OUT);
  const stats = await lstat(realPath, { bigint: true });
  if (!stats.isFile()) throw new Error("not a regular file");
  return { realPath, stat: statOf(stats) };
}

/** Opens a file that was located, and makes sure that it is still that one. */
export async function openLocated({ realPath, stat }: Located): Promise<FileHandle> {
  // Neither exists on Windows. Without blocking: what became a pipe must not hold the sweep.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(realPath, flags);
  try {
    const opened = await handle.stat({ bigint: true });
    const isSame = String(opened.dev) === stat.dev && String(opened.ino) === stat.ino;
    if (!opened.isFile() || !isSame || (await realpath(realPath)) !== realPath)
      throw new Error("another file than a moment ago");
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

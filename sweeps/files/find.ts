import type { FileEntry } from "./cursor";
import type { FileSource, Limits } from "./declaration";
import { type Inspected, inspect } from "./inspect";
import type { Unchanged } from "./match";
import { type FileStat, locate } from "./open";
import { type Telling, fileProblem } from "./report";
import { type Candidate, type Choose, keyOf, walk } from "./walk";

/** What lies in the folders, from the oldest to the newest of each log. */
export interface Found {
  files: readonly (Inspected | Unchanged)[];
  /** Keys of files that are there and could not be opened. */
  refused: ReadonlySet<string>;
}

/** Finds files, and looks into those that are new or changed. */
export async function findFiles(
  source: FileSource,
  choose: Choose,
  entries: readonly FileEntry[],
  limits: Limits,
  tell: Telling,
  signal: AbortSignal,
): Promise<Found> {
  const known = Map.groupBy(entries, ({ path }) => path.split("!", 1)[0]!);
  const files: (Inspected | Unchanged)[] = [];
  const refused = new Set<string>();
  const numbers = new Set<string>();
  for (const candidate of await walk(source, limits, tell, signal)) {
    if (signal.aborted) break;
    const key = keyOf(candidate);
    try {
      const located = await locate(candidate);
      // One file under two names, by a hard link, a link or roots that overlap, is read once.
      const number = `${located.stat.dev}:${located.stat.ino}`;
      if (located.stat.ino !== "0" && numbers.has(number)) continue;
      numbers.add(number);
      const same = (known.get(key) ?? []).filter((entry) => hasStat(entry, located.stat));
      if (same.length > 0 && same.every(({ left, copy }) => !left && !copy))
        files.push({ ...candidate, ...located, key, entries: same });
      else files.push(...(await inspect(candidate, located, limits, choose, tell)));
    } catch (error) {
      refused.add(key);
      tellRefused(candidate, error, tell);
    }
  }
  if (files.length > limits.files)
    tell.error(
      "(this source)",
      `With the members of archives there are more than ${limits.files} files; the rest was not read: make the globs narrower, or split the source.`,
    );
  return { files: files.slice(0, limits.files), refused };
}

const hasStat = (entry: FileEntry, stat: FileStat): boolean =>
  entry.size === stat.size &&
  entry.mtime === stat.mtime &&
  entry.ino === stat.ino &&
  entry.dev === stat.dev;

function tellRefused({ path }: Candidate, error: unknown, tell: Telling): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") tell.warning(path, fileProblem(error));
  else if (code === undefined) tell.error(path, `Was not read: it is ${message}.`);
  else tell.error(path, fileProblem(error));
}

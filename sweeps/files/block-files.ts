import type { BlockFormat } from "../format";
import { type FileEntry, NOTHING, type Print, printOf } from "./cursor";
import type { Limits } from "./declaration";
import type { Inspected } from "./inspect";
import { peek } from "./proof";
import { familyOf, familyOfKey } from "./walk";

export interface BlocksBefore {
  /** Whose state a file goes on from. */
  before: FileEntry | undefined;
  /** Of the file's mark. */
  head: Print;
}

/** What is known of files of blocks, and what becomes of it in one read. */
export interface BlockFiles {
  /**
   * The entry that a file goes on from: the same file, by number or mark, else what was at its path, else the file it was packed from. What was at its
   * path may have another name now: then the file is new, and goes on from `part`, the part of its log before it.
   */
  before(file: Inspected, format: BlockFormat, part: FileEntry | undefined): Promise<BlocksBefore>;
  /** What a file became that was read. */
  passed(entry: FileEntry, before: FileEntry | undefined): void;
  /** What must be kept for a file that is not read now. */
  kept(file: Inspected): FileEntry[];
}

/** `unchanged`: entries of files that need not be read. */
export function blockFiles(
  entries: readonly FileEntry[],
  unchanged: readonly FileEntry[],
  limits: Limits,
): BlockFiles {
  const own = entries.filter(({ blocks }) => blocks);
  const byPath = firstBy(own, ({ path }) => path);
  const byNumber = firstBy(own, numberOf);
  const byRaw = firstBy(own, ({ raw }) => raw);
  const byMark = firstBy(own, markOf);
  const isDone = unchanged.filter(({ blocks }) => blocks);
  const doneByNumber = firstBy(isDone, numberOf);
  const doneByMark = firstBy(isDone, markOf);
  const taken = new Set<FileEntry>();

  const sameFile = (file: Inspected): FileEntry | undefined => {
    const atPath = byPath.get(file.key);
    if (atPath && isSameFile(atPath, file)) return atPath;
    const numbered = byNumber.get(numberOf({ ...file.stat, path: file.key }));
    return numbered && isSameFile(numbered, file) ? numbered : undefined;
  };
  const rawOf = ({ raw }: Inspected): FileEntry | undefined =>
    raw === undefined ? undefined : byRaw.get(raw);
  /** What an entry has become, whatever its file is called now. */
  const became = (entry: FileEntry): FileEntry | undefined =>
    doneByMark.get(markOf(entry) ?? "") ?? doneByNumber.get(numberOf(entry));
  return {
    async before(file, format, part) {
      const { at, length } = format.mark;
      const mark = await peek(file, at, length, limits).catch(() => undefined);
      const head = mark?.some((byte) => byte !== 0) ? printOf(mark) : NOTHING;
      const same = sameFile(file);
      // Numbers are used again, and half a packed file may have given nothing yet.
      const isSame =
        same?.head.sha === head.sha || (same?.head.len === 0 && file.raw === undefined);
      const known =
        rawOf(file) ??
        (isSame ? same : undefined) ??
        (head.len > 0 ? (doneByMark.get(head.sha) ?? byMark.get(head.sha)) : undefined);
      if (known) return { before: known, head };
      const earlier = byPath.get(file.key) ?? byPath.get(`${file.root.index}:${file.name.stem}`);
      const moved = earlier && became(earlier);
      if (!moved) return { before: earlier, head };
      const isOfLog = part?.blocks && familyOfKey(moved.path) === familyOf(file);
      return { before: asNew(isOfLog ? part : moved, file), head };
    },
    passed(entry, before) {
      if (before) taken.add(before);
      doneByNumber.set(numberOf(entry), entry);
      if (entry.head.len > 0) doneByMark.set(entry.head.sha, entry);
    },
    kept(file) {
      const atPath = byPath.get(file.key);
      const others = [rawOf(file), sameFile(file)].filter((entry) => entry !== undefined);
      const free = [...new Set([...others, ...(atPath ? [atPath] : [])])].filter(
        (entry) => !taken.has(entry),
      );
      // Another file goes on from what was here: this one will have to know it, too.
      if (atPath && taken.has(atPath)) return [...free, asNew(became(atPath) ?? atPath, file)];
      return free;
    },
  };
}

/** What an entry says to a file that is new at its path. */
const asNew = (entry: FileEntry, file: Inspected): FileEntry => ({
  ...entry,
  path: file.key,
  size: -1,
});

function firstBy<T>(
  entries: readonly FileEntry[],
  keyOf: (entry: FileEntry) => T | undefined,
): Map<T, FileEntry> {
  const found = new Map<T, FileEntry>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key !== undefined && !found.has(key)) found.set(key, entry);
  }
  return found;
}

const markOf = ({ head }: FileEntry): string | undefined => (head.len > 0 ? head.sha : undefined);

/** What a file system knows a file by, whatever it is called; its path where it has no numbers. */
const numberOf = ({ dev, ino, path }: Pick<FileEntry, "dev" | "ino" | "path">): string =>
  ino === "0" ? path : `${dev}:${ino}`;

/** By number: of a member of an archive that says nothing. */
export const isSameFile = (entry: FileEntry, { stat, key, member }: Inspected): boolean =>
  member === undefined && numberOf(entry) === numberOf({ ...stat, path: key });

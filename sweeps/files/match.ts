import { type FileEntry, HEAD_BYTES, printOf } from "./cursor";
import type { Limits } from "./declaration";
import type { Inspected } from "./inspect";
import type { Located } from "./open";
import { type Provable, copiedBytes, peek, proofsIn } from "./proof";
import { type Candidate, familyOf, familyOfKey } from "./walk";

/** What is known of a file of lines. */
export type Match =
  | { kind: "new" }
  /** It goes on from an entry. */
  | { kind: "known"; entry: FileEntry; isEnd: boolean; isSameRaw: boolean }
  /** Its content, of so many bytes, is in another file: a copy that is being made, or one that was kept. */
  | { kind: "copy"; of: string; bytes: number };

/** A file that did not change since it was read last. */
export interface Unchanged extends Candidate, Located {
  key: string;
  entries: readonly FileEntry[];
}

/**
 * Finds for each file the entry that it goes on from, whatever it is called now. M1: an entry is given to one file only. M2:
 * a file gets an entry only if its bytes prove it; number and name only say where to look first. So renames, shifts of all
 * names, copies and compressions are told from new files by content.
 */
export async function matchFiles(
  files: readonly Inspected[],
  unchanged: readonly Unchanged[],
  entries: readonly FileEntry[],
  limits: Limits,
): Promise<Map<Inspected, Match>> {
  const matches = new Map<Inspected, Match>();
  const free = new Set(entries.filter((entry) => entry.blocks !== true));
  for (const entry of unchanged.flatMap((file) => file.entries)) free.delete(entry);
  const claim = (file: Inspected, entry: FileEntry, isEnd: boolean, isSameRaw: boolean): void => {
    free.delete(entry);
    matches.set(file, { kind: "known", entry, isEnd, isSameRaw });
  };
  /** Gives a file the entry that was read furthest of some, rather one of its own log. */
  const tryClaim = async (file: Inspected, some: readonly FileEntry[]): Promise<void> => {
    const fitting = some.filter((entry) => free.has(entry) && hasHead(entry, file));
    if (fitting.length === 0) return;
    const proofs = await proofsIn(file, fitting, limits);
    const own = proofs.find(({ entry }) => familyOfKey(entry.path) === familyOf(file));
    const best = own ?? proofs[0];
    if (best) claim(file, best.entry, best.isEnd, false);
  };

  matchRaw(files, entries, free, claim, matches);
  const plain = files.filter(({ raw }) => raw === undefined);
  const originals = [...free].filter(({ copy, proven }) => !copy && proven > 0);
  const byNumber = Map.groupBy(originals, ({ dev, ino }) => `${dev}:${ino}`);
  const byPath = Map.groupBy(originals, ({ path }) => path);
  for (const file of plain)
    await tryClaim(file, byNumber.get(`${file.stat.dev}:${file.stat.ino}`) ?? []);
  for (const file of plain)
    if (!matches.has(file)) await tryClaim(file, byPath.get(file.key) ?? []);
  const headsOf = headIndex(originals);
  for (const file of [...plain, ...files.filter(({ raw }) => raw !== undefined)])
    if (!matches.has(file)) await tryClaim(file, headsOf(file.head));
  await findCopies(files, unchanged, matches, limits);
  const copiesOf = headIndex([...free].filter(({ copy }) => copy));
  for (const file of files)
    if (matches.get(file)?.kind === "new") await tryClaim(file, copiesOf(file.head));
  // Of these nothing was read: they only say since when a last line without an end is there.
  const unread = Map.groupBy(
    [...free].filter(({ proven, raw }) => proven === 0 && raw === undefined),
    ({ path }) => path,
  );
  for (const file of plain)
    if (matches.get(file)?.kind === "new") await tryClaim(file, unread.get(file.key) ?? []);
  return matches;
}

const hasHead = ({ head }: FileEntry, file: Inspected): boolean =>
  head.len <= file.head.length && printOf(file.head.subarray(0, head.len)).sha === head.sha;

/** Entries by their first bytes; those of which nothing was read have none. */
function headIndex(entries: Iterable<FileEntry>): (head: Buffer) => FileEntry[] {
  const byHead = Map.groupBy(entries, ({ head }) => `${head.len}:${head.sha}`);
  const lengths = new Set([...byHead.values()].map(([entry]) => entry!.head.len));
  lengths.delete(0);
  return (head) =>
    [...lengths]
      .filter((length) => length <= head.length)
      .flatMap((length) => byHead.get(`${length}:${printOf(head.subarray(0, length)).sha}`) ?? []);
}

/** Compressed files that are the same bytes as before. One that is the same as another file is a copy of it. */
function matchRaw(
  files: readonly Inspected[],
  entries: readonly FileEntry[],
  free: ReadonlySet<FileEntry>,
  claim: (file: Inspected, entry: FileEntry, isEnd: boolean, isSameRaw: boolean) => void,
  matches: Map<Inspected, Match>,
): void {
  const known = Map.groupBy(entries, ({ raw }) => raw);
  const first = new Map<string, string>();
  for (const file of files) {
    if (file.raw === undefined) continue;
    const same = known.get(file.raw) ?? [];
    const some = same.filter((entry) => free.has(entry));
    const entry = some.find(({ path }) => path === file.key) ?? some[0];
    const twin = same[0]?.path ?? first.get(file.raw);
    if (entry) claim(file, entry, false, true);
    else if (twin !== undefined && file.member === undefined)
      matches.set(file, { kind: "copy", of: twin, bytes: 0 });
    else first.set(file.raw, file.key);
  }
}

/** A compressed file beside the one it was made from, and a rotated one that is how the current one begins. */
async function findCopies(
  files: readonly Inspected[],
  unchanged: readonly Unchanged[],
  matches: Map<Inspected, Match>,
  limits: Limits,
): Promise<void> {
  const originals = new Map<string, Inspected | Unchanged>();
  const current = new Map<string, Inspected | Unchanged>();
  for (const file of [...files, ...unchanged]) {
    if ("raw" in file && file.raw !== undefined) continue;
    originals.set(file.key, file);
    if (!file.name.rotated) current.set(familyOf(file), file);
  }
  for (const file of files) {
    if (matches.has(file)) continue;
    matches.set(file, { kind: "new" });
    const stem = `${file.root.index}:${file.name.stem}`;
    const ofRotated = file.name.rotated ? current.get(familyOf(file)) : undefined;
    const original = file.raw === undefined ? ofRotated : originals.get(stem);
    if (!original || original === file || file.stat.size === 0) continue;
    if (file.raw === undefined && file.stat.size > original.stat.size) continue;
    const bytes = await copiedBytes(file, await provable(original, limits), limits);
    if (bytes !== undefined) matches.set(file, { kind: "copy", of: original.key, bytes });
  }
}

async function provable(file: Inspected | Unchanged, limits: Limits): Promise<Provable> {
  if ("head" in file) return file;
  const plain = { realPath: file.realPath, stat: file.stat, kind: "plain" as const };
  return { ...plain, head: await peek(plain, 0, Math.min(HEAD_BYTES, file.stat.size), limits) };
}

import type { Dirent } from "node:fs";
import { opendir, realpath } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import picomatch from "picomatch";
import type { FilePattern, FileSource, Limits } from "./declaration";
import { LEADS_OUT, linkedFolder } from "./inside";
import { type LogName, logName } from "./log-name";
import { type Telling, fileProblem } from "./report";

export interface Root {
  index: number;
  realPath: string;
}

/** A file whose name is asked for; nothing else is known of it. */
export interface Candidate {
  root: Root;
  /** In its root, with "/". */
  path: string;
  pattern: FilePattern;
  name: LogName;
}

/** Which pattern reads a path, if any; null for one that is left out. */
export type Choose = (path: string) => FilePattern | null | undefined;

/** Compiles a source's globs. Throws on one that names something outside of its root. */
export function patternsOf(source: FileSource): {
  choose: Choose;
  mayHold: (folder: string) => boolean;
} {
  for (const { glob } of source.files)
    if (isAbsolute(glob) || glob.split("/").includes(".."))
      throw new Error(`The glob ${JSON.stringify(glob)} must be relative to a root, without "..".`);
  const options = { nocase: process.platform === "win32" };
  const compiled = source.files.map((pattern) => ({
    pattern,
    matches: picomatch(pattern.glob, options),
    base: picomatch.scan(pattern.glob).base,
    depth: pattern.glob.includes("**") ? Infinity : pattern.glob.split("/").length - 1,
    isDotted: /(?:^|\/)\./.test(pattern.glob),
  }));
  const isExcluded = picomatch([...(source.exclude ?? [])], options);
  const choose: Choose = (path) =>
    isExcluded(path) ? null : compiled.find(({ matches }) => matches(path))?.pattern;
  const mayHold = (folder: string): boolean =>
    compiled.some(({ base, depth, isDotted }) => {
      const segments = folder.split("/");
      if (segments.length > depth || (!isDotted && segments.at(-1)!.startsWith("."))) return false;
      return base === "" || `${folder}/`.startsWith(`${base}/`) || base.startsWith(`${folder}/`);
    });
  return { choose, mayHold };
}

/** The pattern for a file: by its name, or by that of the log that it is a rotated part of. */
export function chooseRotated(choose: Choose, path: string): FilePattern | undefined {
  const own = choose(path);
  if (own !== undefined) return own ?? undefined;
  const { rotated, family, stem } = logName(path);
  return rotated ? (choose(family) ?? choose(stem) ?? undefined) : undefined;
}

/** Finds files under the roots, sorted by log and age. Memory is bounded by `limits.files`, whatever lies in the folders. */
export async function walk(
  source: FileSource,
  limits: Limits,
  tell: Telling,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const { choose, mayHold } = patternsOf(source);
  const kept = keepFirst(limits.files);
  let looked = 0;
  let unreadable = 0;
  for (const [index, declared] of source.roots.entries()) {
    const folders: string[] = [""];
    let root: Root;
    try {
      root = { index, realPath: await realpath(declared) };
    } catch (error) {
      unreadable++;
      tell.error(declared, fileProblem(error));
      continue;
    }
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      try {
        for await (const entry of await opendir(join(root.realPath, folder), { bufferSize: 512 })) {
          if (signal.aborted || ++looked > limits.folderEntries) break;
          const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
          if (entry.isDirectory()) {
            if (!mayHold(path)) continue;
            if (path.split("/").length <= limits.depth) folders.push(path);
            else tell.warning(path, TOO_DEEP);
            continue;
          }
          if (entry.isSymbolicLink() && mayHold(path)) {
            const leads = await linkedFolder(root.realPath, join(root.realPath, path));
            if (leads === "inside") tell.warning(path, LINKED_FOLDER);
            if (leads === "outside") tell.error(path, `Was not read: it is ${LEADS_OUT}.`);
            if (leads !== undefined) continue;
          }
          const pattern = chooseRotated(choose, path);
          if (pattern && isReadable(entry, path, tell))
            kept.add({ root, path, pattern, name: logName(path) });
        }
      } catch (error) {
        if (folder === "") unreadable++;
        tell.error(folder === "" ? declared : folder, fileProblem(error));
      }
      if (signal.aborted || looked > limits.folderEntries) break;
    }
  }
  if (unreadable === source.roots.length)
    throw new Error(
      `None of the roots could be read (${source.roots.join(", ")}): check that they exist and are mounted.`,
    );
  if (looked > limits.folderEntries)
    tell.error(
      "(this source)",
      `There are more than ${limits.folderEntries} entries in its folders; the rest was not looked at: make the roots or globs narrower.`,
    );
  const { files, dropped } = kept.take();
  if (dropped > 0)
    tell.error(
      "(this source)",
      `${dropped} files beyond the first ${limits.files} match and were not read: make the globs narrower, or split the source.`,
    );
  return files;
}

const TOO_DEEP =
  "Lies too deep below its root; what is in it was not read: make it a root of its own.";

const LINKED_FOLDER =
  "Is a link to a folder of its own root and was not followed: what is in there is read where it lies, if a glob matches it there.";

function isReadable(entry: Dirent, path: string, tell: Telling): boolean {
  if (entry.name.includes("\uFFFD")) {
    tell.error(path, "Its name is not UTF-8, so it cannot be opened; rename it.");
    return false;
  }
  // Some file systems do not say what an entry is; it is asked for again before it is opened.
  const isSpecial =
    entry.isFIFO() || entry.isSocket() || entry.isCharacterDevice() || entry.isBlockDevice();
  if (isSpecial) tell.warning(path, "Is no regular file and was not read.");
  return !isSpecial;
}

function keepFirst(most: number): {
  add(candidate: Candidate): void;
  take(): { files: Candidate[]; dropped: number };
} {
  let files: Candidate[] = [];
  let dropped = 0;
  const cut = (): void => {
    files.sort(byAge);
    dropped += Math.max(0, files.length - most);
    files = files.slice(0, most);
  };
  return {
    add(candidate) {
      if (files.push(candidate) >= 2 * most + 1000) cut();
    },
    take() {
      cut();
      return { files, dropped };
    },
  };
}

/** What the cursor knows a file by. */
export const keyOf = ({ root, path }: Candidate): string => `${root.index}:${path}`;

/** The log that a file is part of, among all roots; sorts like the roots. */
export const familyOf = ({ root, name }: Candidate): string => family(root.index, name);

/** Likewise, of a file that is perhaps no more. */
export function familyOfKey(key: string): string {
  const [path = ""] = key.slice(key.indexOf(":") + 1).split("!", 1);
  return family(Number.parseInt(key, 10), logName(path));
}

const family = (root: number, name: LogName): string =>
  `${String(root).padStart(3, "0")}:${name.family}`;

function byAge(a: Candidate, b: Candidate): number {
  return (
    compare(familyOf(a), familyOf(b)) ||
    compare(a.name.order, b.name.order) ||
    compare(a.path, b.path)
  );
}

/** By code units: the same in every locale. */
export const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

import { opendirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

/** Files below one folder that are read together. */
export interface Place {
  root: string;
  /** Globs relative to it. */
  include: readonly string[];
  exclude: readonly string[];
  /** What its files weigh as they lie there; undefined when it takes too long to say. */
  bytes: number | undefined;
}

const MOST_WEIGHED = 100_000;

/**
 * What the paths of a command line mean: a folder is all below it; a file is that file alone, without the rotated ones beside it.
 * Throws one sentence on a path that is neither. Files of this program's own are left out.
 */
export function placesOf(paths: readonly string[], own: readonly string[] = []): Place[] {
  const folders: string[] = [];
  const files = new Map<string, string[]>();
  for (const path of paths) {
    const real = realOf(path);
    if (statSync(real).isDirectory()) folders.push(real);
    else files.set(dirname(real), [...(files.get(dirname(real)) ?? []), basename(real)]);
  }
  return [
    ...[...new Set(folders)].map((root) => ({
      root,
      include: ["**/*"],
      exclude: own.map((file) => escaped(relative(root, file))),
      bytes: weightOf(root),
    })),
    ...[...files].map(([root, names]) => ({
      root,
      include: [...new Set(names)].map(escaped),
      exclude: besidesOf(root, names).map(escaped),
      bytes: names.reduce((sum, name) => sum + statSync(join(root, name)).size, 0),
    })),
  ];
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`Cannot sweep ${path}: ${code === "ENOENT" ? "there is no such file" : code}`, {
      cause: error,
    });
  }
}

/** Files whose names say that they are earlier parts of one that is asked for. */
function besidesOf(root: string, names: readonly string[]): string[] {
  const asked = new Set(names);
  return readdirSync(root).filter(
    (name) => !asked.has(name) && names.some((one) => name !== one && name.startsWith(one)),
  );
}

/** A name that is no pattern. */
const escaped = (name: string): string => name.replaceAll(/[\\*?[\]{}()!+@|]/g, "\\$&");

function weightOf(root: string): number | undefined {
  let bytes = 0;
  let count = 0;
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      const directory = opendirSync(folder);
      try {
        for (let entry = directory.readSync(); entry; entry = directory.readSync()) {
          count += 1;
          if (count > MOST_WEIGHED) break;
          const path = join(folder, entry.name);
          if (entry.isDirectory()) folders.push(path);
          else if (entry.isFile()) bytes += statSync(path).size;
        }
      } finally {
        directory.closeSync();
      }
    } catch {
      // What cannot be read is told by the sweep itself.
    }
    if (count > MOST_WEIGHED) return undefined;
  }
  return bytes;
}

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * A disk that loses its power. What POSIX promises, and no more:
 *
 * 1. What was written to a file is safe when the file was synced after it.
 * 2. A name that was made, or removed, is safe when its folder was synced after that.
 * 3. Of everything else, each write and each name may have been kept or not, in any combination; of a
 *    write, any of its sectors of 512 bytes.
 */
export type DiskCall =
  | { kind: "create" | "mkdir" | "unlink" | "sync"; path: string }
  | { kind: "write"; path: string; at: number; bytes: Buffer }
  | { kind: "truncate"; path: string; size: number }
  | { kind: "unknown"; path: string; call: string }
  /** Not the disk's: a client was told that an instance is started. */
  | { kind: "acknowledge"; id: string };

/** Decides of each thing that was not safe, whether it was kept. */
export type Fate = () => boolean;
export const allKept: Fate = () => true;
export const noneKept: Fate = () => false;

type Change = Extract<DiskCall, { kind: "write" | "truncate" }>;

/** One file behind a name; a name that is made again is another file. */
interface Content {
  safe: Buffer;
  unsafe: Change[];
}

interface Name {
  path: string;
  /** Undefined: a folder. */
  content: Content | undefined;
  isSafe: boolean;
  removed?: "unsafe" | "safe";
}

export interface Disk {
  apply(call: DiskCall): void;
  /** The files as they are when the power comes back, by path. */
  after(fate: Fate): Map<string, Buffer>;
}

/** `folder` is there, and safe, before the first call. */
export function createDisk(folder: string): Disk {
  const names: Name[] = [];
  const find = (path: string) => names.find((name) => name.path === path && !name.removed);
  const contentOf = (path: string): Content => {
    const content = find(path)?.content;
    if (!content) throw new Error(`"${path}" was written and never created`);
    return content;
  };

  function sync(path: string): void {
    const content = find(path)?.content;
    if (content) {
      content.safe = bytesAfter(content, allKept);
      content.unsafe = [];
    }
    for (const name of names) {
      if (dirname(name.path) !== path) continue;
      name.isSafe = true;
      if (name.removed) name.removed = "safe";
    }
  }

  function exists(path: string, fate: Fate): boolean {
    if (path === folder) return true;
    const name = names.find((each) => each.path === path && !each.removed);
    return name !== undefined && (name.isSafe || fate()) && exists(dirname(path), fate);
  }

  return {
    apply(call) {
      switch (call.kind) {
        case "acknowledge":
          break;
        case "unknown":
          throw new Error(`This model of a disk does not know ${call.call} ("${call.path}")`);
        case "mkdir":
          names.push({ path: call.path, content: undefined, isSafe: false });
          break;
        case "create":
          if (!find(call.path))
            names.push({
              path: call.path,
              content: { safe: Buffer.alloc(0), unsafe: [] },
              isSafe: false,
            });
          break;
        case "unlink":
          find(call.path)!.removed = "unsafe";
          break;
        case "sync":
          sync(call.path);
          break;
        case "write":
        case "truncate":
          contentOf(call.path).unsafe.push(call);
      }
    },
    after(fate) {
      const files = new Map<string, Buffer>();
      const kept = new Map<string, boolean>();
      const decide = (path: string): boolean => {
        if (!kept.has(path)) kept.set(path, exists(path, fate));
        return kept.get(path)!;
      };
      for (const { path, content, isSafe, removed } of names) {
        if (!content || removed === "safe" || !decide(dirname(path))) continue;
        const isThere = removed ? isSafe && !fate() : isSafe || fate();
        if (isThere) files.set(path, bytesAfter(content, fate));
      }
      return files;
    },
  };
}

function bytesAfter({ safe, unsafe }: Content, fate: Fate): Buffer {
  let file = safe;
  for (const change of unsafe) file = changed(file, change, fate);
  return file;
}

const sector = 512;

function changed(file: Buffer, change: Change, fate: Fate): Buffer {
  if (change.kind === "truncate") return fate() ? resized(file, change.size) : file;
  if (!fate()) return file;
  const isTorn = !fate();
  const { at, bytes } = change;
  const target = resized(file, Math.max(file.length, at + bytes.length));
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + sector - ((at + from) % sector));
    if (!isTorn || fate()) bytes.copy(target, at + from, from, to);
    from = to;
  }
  return target;
}

const resized = (file: Buffer, size: number): Buffer =>
  Buffer.concat([file.subarray(0, size), Buffer.alloc(Math.max(0, size - file.length))]);

/** Puts files below another folder. */
export function restore(files: ReadonlyMap<string, Buffer>, from: string, to: string): void {
  for (const [path, bytes] of files) {
    const target = join(to, relative(from, path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}

import type { BlockFormat } from "../format";
import { openContent } from "./content";
import { type FileEntry, NOTHING, type Print, printOf } from "./cursor";
import type { Limits } from "./declaration";
import type { Inspected } from "./inspect";
import { peek } from "./proof";
import { fileProblem } from "./report";
import { familyOf, familyOfKey } from "./walk";
import {
  type ReadContext,
  type Visit,
  formatContext,
  isSkipping,
  newEntry,
  quietly,
} from "./visit";

/**
 * Hands over all blocks of a file that changed. A pass that is cut goes on with the last block that it handed over, which may
 * have grown; what was written before that in the meantime is seen by another pass, since the entry keeps the size and time of
 * the pass's start.
 */
export async function visitBlocks(
  file: Inspected,
  format: BlockFormat,
  { before: known, head }: BlocksBefore,
  context: ReadContext,
): Promise<Visit> {
  const { limits, tell, round } = context;
  const isGoingOn =
    known?.left === true && known.offset > 0 && isSameFile(known, file) && isLike(known.head, head);
  const started = isGoingOn ? { size: known.size, mtime: known.mtime } : {};
  const entry: FileEntry = { ...newEntry(file, context), ...started, head, blocks: true };
  let offset = isGoingOn ? known.offset : format.headerBytes;
  /** Where the block begins that was handed over last. */
  let last = offset;
  const told = formatContext(file, known?.state, context);
  const parser = format.open(isSkipping(context) ? quietly(told) : told);
  // One block may come again: there must be another, to get on.
  const blocks = Math.max(2, Math.floor(limits.readBytes / format.blockBytes));
  const buffer = Buffer.allocUnsafeSlow(blocks * format.blockBytes);
  const at = (left: boolean): FileEntry => {
    const { left: _left, ...kept } = entry;
    return { ...kept, round, state: parser.state(), ...(left ? { offset: last, left: true } : {}) };
  };
  try {
    const content = await openContent(file, offset, limits);
    try {
      for (;;) {
        const filled = await fill(content.read, buffer);
        for (let start = 0; start < filled; start += format.blockBytes) {
          const block = buffer.subarray(start, Math.min(filled, start + format.blockBytes));
          parser.block(block, offset + start);
        }
        if (filled > 0) last = offset + filled - (filled % format.blockBytes || format.blockBytes);
        offset += filled;
        tell.counts.bytes += filled;
        if (filled < buffer.length) {
          const { kind, message } = content.ending();
          if (message !== undefined)
            tell[kind === "changed" ? "warning" : "error"](file.label, message);
          parser.flush();
          return { entry: at(false), isCut: false };
        }
        if (context.isAborted() || context.isEnough()) return { entry: at(true), isCut: true };
      }
    } finally {
      await content.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    tell.error(file.label, fileProblem(error));
    return { entry: at(true), isCut: false };
  }
}

/** Fills a buffer from its start as far as the content goes. */
async function fill(
  read: (buffer: Buffer, start: number, length: number) => Promise<number>,
  buffer: Buffer,
): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const bytes = await read(buffer, filled, buffer.length - filled);
    if (bytes === 0) break;
    filled += bytes;
  }
  return filled;
}

/** What a file system knows a file by, whatever it is called; its path where it has no numbers. */
const numberOf = ({ dev, ino, path }: Pick<FileEntry, "dev" | "ino" | "path">): string =>
  ino === "0" ? path : `${dev}:${ino}`;

const isSameFile = (entry: FileEntry, { stat, key, member }: Inspected): boolean =>
  member === undefined && numberOf(entry) === numberOf({ ...stat, path: key });

/** Cursors of earlier versions have no marks. */
const isLike = (known: Print, head: Print): boolean => known.len === 0 || known.sha === head.sha;

export interface BlocksBefore {
  before: FileEntry | undefined;
  /** Of the file's mark. */
  head: Print;
}

/** Files of blocks that were read, by this read or before. */
export interface Passed {
  add(entry: FileEntry): void;
  /** One with this mark. */
  like(head: Print): FileEntry | undefined;
  /** What an entry has become, whatever its file is called now. */
  find(entry: FileEntry): FileEntry | undefined;
}

/** `unchanged`: what this read need not read. */
export function passedBlocks(unchanged: readonly FileEntry[]): Passed {
  const byNumber = new Map<string, FileEntry>();
  const byMark = new Map<string, FileEntry>();
  const add = (entry: FileEntry): void => {
    byNumber.set(numberOf(entry), entry);
    byMark.set(entry.head.sha, entry);
  };
  unchanged.forEach(add);
  const like = ({ len, sha }: Print): FileEntry | undefined =>
    len === 0 ? undefined : byMark.get(sha);
  return {
    add,
    like,
    find: (entry) => like(entry.head) ?? byNumber.get(numberOf(entry)),
  };
}

export interface BlocksKnown {
  /** Of the cursor. */
  entries: readonly FileEntry[];
  passed: Passed;
  /** The part of the log before this one. */
  part: FileEntry | undefined;
}

/** The entry whose state a file of blocks goes on from: the same file, by number or mark, else what was at its path, else the file it was packed from. */
export async function blocksBefore(
  file: Inspected,
  format: BlockFormat,
  { entries, passed, part }: BlocksKnown,
  limits: Limits,
): Promise<BlocksBefore> {
  const own = entries.filter((entry) => entry.blocks === true);
  const stem = `${file.root.index}:${file.name.stem}`;
  const mark = await peek(file, format.mark.at, format.mark.length, limits).catch(() => undefined);
  const head = mark?.some((byte) => byte !== 0) ? printOf(mark) : NOTHING;
  // Numbers are used again, and half a packed file may have given nothing yet.
  const isSame = (entry: FileEntry): boolean =>
    isSameFile(entry, file) &&
    (entry.head.sha === head.sha || (entry.head.len === 0 && file.raw === undefined));
  const before =
    own.find((entry) => file.raw !== undefined && entry.raw === file.raw) ??
    own.find((entry) => entry.path === file.key && isSame(entry)) ??
    own.find(isSame) ??
    passed.like(head) ??
    own.find((entry) => head.len > 0 && entry.head.sha === head.sha);
  if (before) return { before, head };
  const earlier =
    own.find((entry) => entry.path === file.key) ?? own.find((entry) => entry.path === stem);
  const there = earlier && passed.find(earlier);
  const isOfLog = there && part?.blocks && familyOfKey(there.path) === familyOf(file);
  const moved = isOfLog ? part : there;
  return { before: moved ? { ...moved, path: file.key, size: -1 } : earlier, head };
}

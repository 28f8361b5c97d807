import type { BlockFormat } from "../format";
import { openContent } from "./content";
import type { FileEntry } from "./cursor";
import type { Inspected } from "./inspect";
import { fileProblem } from "./report";
import {
  type ReadContext,
  type Visit,
  formatContext,
  isSkipping,
  newEntry,
  quietly,
} from "./visit";

const READ_BYTES = 1024 * 1024;

/**
 * Hands over all blocks of a file that changed. A pass that is cut goes on at the block where it stopped; what was written
 * before that place in the meantime is seen by another pass, since the entry keeps the size and time of the pass's start.
 */
export async function visitBlocks(
  file: Inspected,
  format: BlockFormat,
  known: FileEntry | undefined,
  context: ReadContext,
): Promise<Visit> {
  const { limits, tell, round } = context;
  const isGoingOn = known?.left === true && known.offset > 0 && known.path === file.key;
  const started = isGoingOn ? { size: known.size, mtime: known.mtime } : {};
  const entry: FileEntry = { ...newEntry(file, context), ...started, blocks: true };
  let offset = isGoingOn ? known.offset : format.headerBytes;
  const told = formatContext(file, known?.state, context);
  const parser = format.open(isSkipping(context) ? quietly(told) : told);
  const blocks = Math.max(1, Math.floor(READ_BYTES / format.blockBytes));
  const buffer = Buffer.allocUnsafeSlow(blocks * format.blockBytes);
  const at = (left: boolean): FileEntry => {
    const { left: _left, ...kept } = entry;
    return { ...kept, round, state: parser.state(), ...(left ? { offset, left: true } : {}) };
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

/** The entry whose state a file of blocks goes on from: the same file, else what was at its path, else the file it was packed from. */
export function blocksBefore(
  file: Inspected,
  entries: readonly FileEntry[],
): FileEntry | undefined {
  const own = entries.filter((entry) => entry.blocks === true);
  const stem = `${file.root.index}:${file.name.stem}`;
  return (
    own.find((entry) => file.raw !== undefined && entry.raw === file.raw) ??
    own.find(
      (entry) =>
        entry.ino === file.stat.ino && entry.dev === file.stat.dev && file.member === undefined,
    ) ??
    own.find((entry) => entry.path === file.key) ??
    own.find((entry) => entry.path === stem)
  );
}

import type { BlockFormat } from "../format";
import { openContent } from "./content";
import { type BlocksBefore, isSameFile } from "./block-files";
import type { FileEntry, Print } from "./cursor";
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

/** Cursors of earlier versions have no marks. */
const isLike = (known: Print, head: Print): boolean => known.len === 0 || known.sha === head.sha;

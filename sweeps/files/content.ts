import type { FileHandle } from "node:fs/promises";
import { type Member, memberRange } from "./archive";
import type { Limits } from "./declaration";
import { type Compression, type Expanding, expand } from "./decompress";
import { TAIL_BYTES } from "./cursor";
import { type Located, openLocated } from "./open";
import { printable } from "./report";

/** A file's uncompressed bytes, front to back. */
export interface Content {
  /**
   * Reads into a buffer from `start`, at most `length`, and answers how many; 0 at the end. The bytes before `start` must be
   * those before this place in the file: up to 256 of them are read again, to notice that the file was rewritten.
   */
  read: (buffer: Buffer, start: number, length: number) => Promise<number>;
  /** Bytes at a place as they are now; undefined of a compressed file, which nobody writes into. */
  now: (at: number, length: number) => Promise<Buffer> | undefined;
  /** How it ended, once `read` answered 0. */
  ending(): Ending;
  close(): Promise<void>;
}

export interface Ending {
  /** "changed": shorter or other than a moment ago; "bomb": given up, and never tried again. */
  kind: "whole" | "changed" | "damaged" | "bomb";
  /** One sentence, of one that is not whole. */
  message?: string;
}

const WHOLE: Ending = { kind: "whole" };
export const CHANGED: Ending = {
  kind: "changed",
  message: "Was truncated or rewritten while it was read; the next sweep looks for what it held.",
};

export type ContentKind = "plain" | Compression;

export interface ContentFile extends Located {
  kind: ContentKind;
  member?: Member;
}

/** Opens a file's content from an offset, which in a compressed file means to expand all that comes before it. */
export async function openContent(
  file: ContentFile,
  from: number,
  limits: Limits,
): Promise<Content> {
  const handle = await openLocated(file);
  try {
    if (file.member) {
      const range = await memberRange(handle, file.member);
      if (range.isStored) return plain(handle, range.start, range.end, from);
      // It says how long it is; the archive was asked whether so much is allowed.
      const expandedBytes = Math.min(limits.expandedBytes, file.member.size);
      const ofMember = { ...limits, expandedBytes };
      return await skipTo(from, expanded(handle, "deflate", range, ofMember));
    }
    if (file.kind === "plain") return plain(handle, 0, file.stat.size, from);
    const range = { start: 0, end: file.stat.size };
    return await skipTo(from, expanded(handle, file.kind, range, limits));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function plain(handle: FileHandle, base: number, end: number, from: number): Content {
  const before = Buffer.allocUnsafe(TAIL_BYTES);
  let position = base + from;
  let ending = WHOLE;
  return {
    async read(buffer, start, length) {
      const again = Math.min(TAIL_BYTES, start, position - base - from);
      const wanted = Math.min(length, end - position);
      if (wanted <= 0 || ending !== WHOLE) return 0;
      buffer.copy(before, 0, start - again, start);
      const { bytesRead } = await handle.read(
        buffer,
        start - again,
        again + wanted,
        position - again,
      );
      const isSame = before.compare(buffer, start - again, start, 0, again) === 0;
      if (bytesRead > again && isSame) {
        position += bytesRead - again;
        return bytesRead - again;
      }
      before.copy(buffer, start - again, 0, again);
      ending = CHANGED;
      return 0;
    },
    async now(at, length) {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, base + at);
      return bytes.subarray(0, bytesRead);
    },
    ending: () => ending,
    close: () => handle.close(),
  };
}

/** What an archive or a compressed file may come to, whatever its own size. */
export const HARMLESS_BYTES = 64 * 1024 * 1024;

function expanded(
  handle: FileHandle,
  compression: Compression,
  range: { start: number; end: number },
  limits: Limits,
): Content {
  const source: Expanding = expand(compression, { handle, ...range });
  let ending = WHOLE;
  let piece: Buffer | undefined;
  let taken = 0;
  let total = 0;
  let isGivenUp = false;
  const bomb = (): Ending => ({
    kind: "bomb",
    message: `Expands to more than is allowed (${total} bytes from ${source.used()}) and was given up there; if it is a log, raise the source's limits.`,
  });

  async function next(): Promise<void> {
    taken = 0;
    if (isGivenUp) {
      piece = undefined;
      ending = bomb();
      return;
    }
    try {
      piece = await source.next();
    } catch (error) {
      piece = undefined;
      ending = { kind: "damaged", message: damage(error, total) };
      return;
    }
    total += piece?.length ?? 0;
    const isBomb =
      total > limits.expandedBytes ||
      (total > HARMLESS_BYTES && total > limits.expansion * (source.used() + 1));
    if (!isBomb) return;
    isGivenUp = true;
    const room = limits.expandedBytes - total + (piece?.length ?? 0);
    piece = piece?.subarray(0, Math.max(0, room));
    if (!piece?.length) await next();
  }

  return {
    async read(buffer, start, length) {
      if (ending.kind !== "whole") return 0;
      if (!piece || taken === piece.length) await next();
      if (!piece) return 0;
      const bytes = Math.min(length, piece.length - taken);
      piece.copy(buffer, start, taken, taken + bytes);
      taken += bytes;
      return bytes;
    },
    now: () => undefined,
    ending: () => ending,
    async close() {
      source.close();
      await handle.close();
    },
  };
}

function damage(error: unknown, total: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "Z_BUF_ERROR"
    ? `Is cut off after ${total} uncompressed bytes, which were read; the next sweep looks for the rest.`
    : `Is damaged after about ${total} uncompressed bytes (${printable(message)}); what comes after them was not read.`;
}

async function skipTo(from: number, content: Content): Promise<Content> {
  const scratch = Buffer.allocUnsafe(Math.min(Math.max(from, 1), 256 * 1024));
  for (let left = from; left > 0;) {
    const bytes = await content.read(scratch, 0, Math.min(left, scratch.length));
    if (bytes === 0) break;
    left -= bytes;
  }
  return content;
}

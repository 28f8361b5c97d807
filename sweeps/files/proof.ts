import { type ContentFile, openContent } from "./content";
import { type FileEntry, type Print, TAIL_BYTES, printOf } from "./cursor";
import type { Limits } from "./declaration";

/** The part of an inspected file that proofs are about. */
export interface Provable extends ContentFile {
  head: Buffer;
}

const isPrint = (print: Print, bytes: Buffer): boolean =>
  bytes.length === print.len && printOf(bytes).sha === print.sha;

const isTail = ({ tail }: FileEntry, before: Buffer): boolean =>
  isPrint(tail, before.subarray(Math.max(0, before.length - tail.len)));

/**
 * Which of several entries, whose heads fit, a file goes on from: one pass, however many. `isEnd` says that nothing
 * follows. The entry that was read furthest comes first.
 */
export async function proofsIn(
  file: Provable,
  entries: readonly FileEntry[],
  limits: Limits,
): Promise<{ entry: FileEntry; isEnd: boolean }[]> {
  const wanted = entries
    .filter((entry) => file.kind !== "plain" || entry.proven <= file.stat.size)
    .toSorted((a, b) => a.proven - b.proven);
  const proven: { entry: FileEntry; isEnd: boolean }[] = [];
  if (file.kind === "plain") {
    for (const entry of wanted) {
      const window = await windowAt(file, entry.proven, limits);
      if (window && isTail(entry, window.before)) proven.unshift({ entry, isEnd: window.isEnd });
    }
    return proven;
  }
  const pass = await openContent(file, 0, limits);
  try {
    const buffer = Buffer.alloc(TAIL_BYTES + 64 * 1024);
    let at = 0;
    let kept = 0;
    for (const entry of wanted) {
      let isOver = false;
      while (at < entry.proven && !isOver) {
        buffer.copyWithin(0, Math.max(0, kept - TAIL_BYTES), kept);
        kept = Math.min(kept, TAIL_BYTES);
        const room = Math.min(buffer.length - kept, entry.proven - at);
        const bytes = await pass.read(buffer, kept, room);
        isOver = bytes === 0;
        at += bytes;
        kept += bytes;
      }
      if (isOver) break;
      if (isTail(entry, buffer.subarray(0, kept))) proven.unshift({ entry, isEnd: false });
    }
    const [furthest] = proven;
    if (furthest && furthest.entry.proven === at) {
      const follows = await pass.read(buffer, kept < buffer.length ? kept : 0, 1);
      if (follows === 0)
        proven[0] = { entry: furthest.entry, isEnd: pass.ending().kind === "whole" };
    }
    return proven;
  } finally {
    await pass.close();
  }
}

/** Up to 256 bytes before a place of a file; undefined when it is shorter. */
export async function windowAt(
  file: ContentFile,
  at: number,
  limits: Limits,
): Promise<{ before: Buffer; isEnd: boolean } | undefined> {
  const length = Math.min(TAIL_BYTES, at);
  const bytes = await peek(file, at - length, length, limits);
  return bytes.length === length ? { before: bytes, isEnd: at === file.stat.size } : undefined;
}

/** Some bytes of a file's content. */
export async function peek(
  file: ContentFile,
  at: number,
  length: number,
  limits: Limits,
): Promise<Buffer> {
  const content = await openContent(file, at, limits);
  try {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const bytes = await content.read(buffer, filled, length - filled);
      if (bytes === 0) break;
      filled += bytes;
    }
    return buffer.subarray(0, filled);
  } finally {
    await content.close();
  }
}

/** Whether a file's whole content is how another one begins: a copy that is being made, or was kept. Answers its length. */
export async function copiedBytes(
  copy: Provable,
  original: Provable,
  limits: Limits,
): Promise<number | undefined> {
  const head = Math.min(copy.head.length, original.head.length);
  const isAlike = copy.head.subarray(0, head).equals(original.head.subarray(0, head));
  if (head === 0 || head < copy.head.length || !isAlike) return undefined;
  const end = copy.kind === "plain" ? copy.stat.size : await contentLength(copy, limits);
  const [one, other] = [await windowAt(copy, end, limits), await windowAt(original, end, limits)];
  return one && other && one.before.equals(other.before) ? end : undefined;
}

async function contentLength(file: ContentFile, limits: Limits): Promise<number> {
  const content = await openContent(file, 0, limits);
  const buffer = Buffer.alloc(64 * 1024);
  try {
    let length = 0;
    for (;;) {
      const bytes = await content.read(buffer, 0, buffer.length);
      if (bytes === 0) return length;
      length += bytes;
    }
  } finally {
    await content.close();
  }
}

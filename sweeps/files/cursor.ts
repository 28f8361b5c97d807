import { createHash } from "node:crypto";
import { z } from "zod";

const print = z.object({ len: z.number(), sha: z.string() });

const fileEntry = z.object({
  /** Number of the root, path in it, and member of an archive. */
  path: z.string(),
  dev: z.string(),
  ino: z.string(),
  /** As on disk when it was read last. */
  size: z.number(),
  mtime: z.string(),
  /** When it was read last, as the count of sweeps. */
  round: z.number(),
  /** When it was there last. */
  seen: z.string(),
  /** Uncompressed, like all that follow: where the earliest line begins that is not done with. */
  offset: z.number(),
  /** Up to here `head` and `tail` prove that it is this file. */
  proven: z.number(),
  head: print,
  tail: print,
  /** Of the parser, as of `offset`. */
  state: z.unknown().optional(),
  /** A last line without an end was handed over up to here: if it turns out to be longer, it is read again. */
  early: z.object({ end: z.number(), state: z.unknown().optional() }).optional(),
  /** `offset` is inside a line that is too long. */
  longLine: z.literal(true).optional(),
  /** There is something left to read, or to wait for. */
  left: z.literal(true).optional(),
  /** It was read to its end in that round: what is left waits for more, and the rest of the round does not read it again. */
  ended: z.literal(true).optional(),
  /** Of a compressed file: its size and a hash of its first and last bytes, or an archive's check of a member. */
  raw: z.string().optional(),
  /** Another file began with all of it, and was read in its place. */
  copy: z.literal(true).optional(),
  /** A file of blocks. */
  blocks: z.literal(true).optional(),
  /** That it vanished was told. */
  told: z.literal(true).optional(),
});

const cursor = z.object({
  version: z.literal(1),
  round: z.number(),
  /** Where a sweep stands that was cut: the family that comes next, or is half read. */
  at: z.string().optional(),
  files: z.array(fileEntry),
});

export type FileEntry = z.infer<typeof fileEntry>;
export type Print = z.infer<typeof print>;
export type FileCursor = z.infer<typeof cursor>;

export const HEAD_BYTES = 1024;
export const TAIL_BYTES = 256;
export const NOTHING: Print = { len: 0, sha: "" };

export const printOf = (bytes: Buffer): Print =>
  bytes.length === 0 ? NOTHING : { len: bytes.length, sha: shortHash(bytes) };

/** 128 bits: nobody gains by a collision. */
export const shortHash = (...parts: readonly Buffer[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("base64url").slice(0, 22);
};

/** The cursor of an earlier read, or one for the first. */
export function parseCursor(value: unknown): FileCursor {
  if (value === undefined) return { version: 1, round: 0, files: [] };
  const parsed = cursor.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(
    `The cursor is not one of a reader of files (${parsed.error.issues[0]?.message}): remove it to read from the start.`,
  );
}

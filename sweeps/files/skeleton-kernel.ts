import {
  BYTES_AT,
  ESCAPED,
  HEX,
  KEYS_AT,
  KEY_SLOTS,
  KNOWN_AT,
  LENGTHS_AT,
  LENGTH_AT,
  LINES_AT,
  MOST_BYTES,
  PAGES,
  SKELETON_AT,
  SKIPPED_AT,
  SLOTS,
  SLOT_AT,
  TRIES,
  keySlot,
  skeletonCode,
} from "./skeleton-code";
import { exportsOf } from "./wasm";

/**
 * Reads lines of JSON (RFC 8259) for their skeletons: brackets, commas and keys as they are, the values of keys that tell and of lists as they are, and of other
 * values only whether they are a text, a number, true, false or null. A line whose skeleton is known is passed over. It has been read whole then: it is one
 * object, without a mistake. What is seldom is not read but handed over: keys with escapes, other spaces than blanks, more than thirty levels, skeletons of more than 4 KiB.
 */
export interface SkeletonKernel {
  /** Where lines lie while they are looked at, each with its end. */
  readonly lines: Uint8Array;
  /** Forgets all skeletons but those of the same owner, and takes its keys. Which keys tell is looked up by a hash of them: some others may, too. */
  begin(owner: { readonly keys: readonly string[] }): void;
  /** Where the first line begins whose skeleton is not known, or that it cannot read; the end where there is none. */
  scan(from: number, to: number): number;
  /** How many lines it passed over the last time. */
  skipped(): number;
  /** The skeleton that was not known the last time, if it was read, is known from now on. */
  learn(): void;
}

const PAGE = 65_536;
const SLACK = 64;

let made: SkeletonKernel | false | undefined;

/** One for all, since nobody waits while it works. Undefined where the processor, or Node, has no such instructions. */
export function skeletonKernel(): SkeletonKernel | undefined {
  made ??= newKernel() ?? false;
  return made === false ? undefined : made;
}

function newKernel(): SkeletonKernel | undefined {
  const known = exportsOf(skeletonCode());
  if (!known) return undefined;
  const { buffer } = known.memory;
  const scan = known["scan"] as (from: number, to: number) => number;
  const numberAt = (at: number, count = 1): Int32Array => new Int32Array(buffer, at, count);
  const [skipped, length, slot] = [SKIPPED_AT, LENGTH_AT, SLOT_AT].map((at) => numberAt(at));
  const lengths = numberAt(LENGTHS_AT, SLOTS + TRIES);
  const bytes = new Uint8Array(buffer);
  for (const byte of Buffer.from('"\\/bfnrt')) bytes[BYTES_AT + byte]! |= ESCAPED;
  for (const byte of Buffer.from("0123456789abcdefABCDEF")) bytes[BYTES_AT + byte]! |= HEX;
  let next = 0;
  let owner: { readonly keys: readonly string[] } | undefined;
  return {
    lines: bytes.subarray(LINES_AT, PAGES * PAGE - SLACK),
    begin(now) {
      if (owner === now) return;
      owner = now;
      lengths.fill(0);
      bytes.fill(0, KEYS_AT, KEYS_AT + KEY_SLOTS);
      for (const key of now.keys.map((one) => Buffer.from(one)))
        bytes[KEYS_AT + keySlot(key[0]!, key[key.length >> 1]!, key.at(-1)!, key.length)] = 1;
    },
    scan: (from, to) => scan(from + LINES_AT, to + LINES_AT) - LINES_AT,
    skipped: () => skipped![0]!,
    learn() {
      const [size, first] = [length![0]!, slot![0]!];
      if (size === 0) return;
      const free = lengths.subarray(first, first + TRIES).indexOf(0);
      const at = first + (free < 0 ? next++ % TRIES : free);
      lengths[at] = size;
      const to = KNOWN_AT + at * MOST_BYTES;
      bytes.copyWithin(to, SKELETON_AT, SKELETON_AT + size + 16);
    },
  };
}

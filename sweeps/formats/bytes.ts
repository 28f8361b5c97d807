/** A literal to look for in bytes. */
export const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

/** Whether the bytes at a place, before an end, begin with a literal. */
export function startsWith(bytes: Buffer, at: number, end: number, literal: Uint8Array): boolean {
  const { length } = literal;
  if (at + length > end) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== literal[i]) return false;
  return true;
}

export const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Two digits as a number, of which the first may be a space; -1 for anything else. */
export function twoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at]!;
  const ones = bytes[at + 1]! - 0x30;
  if (!(ones >= 0 && ones <= 9)) return -1;
  if (tens === 0x20) return ones;
  return tens >= 0x30 && tens <= 0x39 ? (tens - 0x30) * 10 + ones : -1;
}

/** Digits as a number; NaN where there are none, or more than fifteen. */
export function digits(bytes: Buffer, start: number, end: number): number {
  if (end <= start || end - start > 15) return NaN;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Where a byte next is; the end where it is not. */
export function next(bytes: Buffer, byte: number, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i] !== byte) i++;
  return i;
}

const SLOTS = 512;

interface Slot<T> {
  bytes: Uint8Array;
  value: T;
}

/**
 * What is worked out once for a name that comes again and again. Bounded: names that fall on the same slot take turns.
 */
export function remembered<T>(
  make: (name: string) => T,
): (bytes: Buffer, start: number, end: number) => T {
  const slots: (Slot<T> | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  return (bytes, start, end) => {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = (hash * 31 + bytes[i]!) | 0;
    const known = slots[hash & (SLOTS - 1)];
    if (known && known.bytes.length === end - start && startsWith(bytes, start, end, known.bytes))
      return known.value;
    const value = make(bytes.toString("utf8", start, end));
    slots[hash & (SLOTS - 1)] = { bytes: Uint8Array.from(bytes.subarray(start, end)), value };
    return value;
  };
}

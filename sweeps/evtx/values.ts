import type { FieldValue } from "../log-record";

/** Types of a BinXML value; an array has the bit beside it. */
export const STRING_TYPE = 0x01;
export const FILETIME_TYPE = 0x11;
export const BINXML_TYPE = 0x21;
const ARRAY_BIT = 0x80;

/** Between 1601, where FILETIME begins, and 1970. */
const EPOCH_DIFFERENCE = 11_644_473_600_000;

/** A FILETIME in milliseconds since 1970, as exact as a number can be. */
export const millisecondsOf = (bytes: Buffer, at: number): number =>
  (bytes.readUInt32LE(at + 4) * 4_294_967_296 + bytes.readUInt32LE(at)) / 10_000 - EPOCH_DIFFERENCE;

/** A FILETIME as text, all of its seven decimals. */
function fileTime(bytes: Buffer, at: number): string {
  const ticks = bytes.readBigUInt64LE(at);
  const milliseconds = Number(ticks / 10_000n) - EPOCH_DIFFERENCE;
  if (Math.abs(milliseconds) > 8.64e15) return String(ticks);
  const rest = (ticks % 10_000n).toString().padStart(4, "0");
  return new Date(milliseconds).toISOString().replace("Z", `${rest}Z`);
}

/**
 * A value of a record, of `size` bytes at `at`: numbers as numbers where they are exact, hexadecimal as "0x1f",
 * GUIDs in upper case without braces, SIDs as "S-1-5-18", times as ISO 8601 with seven decimals.
 * [MS-EVEN6] 2.2.12 names the types.
 */
export function valueOf(
  bytes: Buffer,
  type: number,
  at: number,
  size: number,
): FieldValue | FieldValue[] {
  if (type === STRING_TYPE) return textOf(bytes, at, size);
  if (type === 0) return null;
  if (type & ARRAY_BIT) return elementsOf(bytes, type & ~ARRAY_BIT, at, size);
  return scalarOf(bytes, type, at, size);
}

/** UTF-16, up to the first NUL at its end. */
function textOf(bytes: Buffer, at: number, size: number): string {
  let end = at + (size & ~1);
  while (end > at && bytes[end - 1] === 0 && bytes[end - 2] === 0) end -= 2;
  return bytes.toString("utf16le", at, end);
}

const SIZES: Readonly<Record<number, number>> = {
  0x03: 1,
  0x04: 1,
  0x05: 2,
  0x06: 2,
  0x07: 4,
  0x08: 4,
  0x09: 8,
  0x0a: 8,
  0x0b: 4,
  0x0c: 8,
  0x0d: 4,
  0x0f: 16,
  0x11: 8,
  0x12: 16,
  0x14: 4,
  0x15: 8,
};

function scalarOf(bytes: Buffer, type: number, at: number, size: number): FieldValue {
  const needed = SIZES[type];
  if (needed !== undefined && size < needed) return null;
  switch (type) {
    case 0x02:
      return bytes.toString("latin1", at, at + size).replace(/\0+$/, "");
    case 0x03:
      return bytes.readInt8(at);
    case 0x04:
      return bytes[at]!;
    case 0x05:
      return bytes.readInt16LE(at);
    case 0x06:
      return bytes.readUInt16LE(at);
    case 0x07:
      return bytes.readInt32LE(at);
    case 0x08:
      return bytes.readUInt32LE(at);
    case 0x09:
      return exact(bytes.readBigInt64LE(at));
    case 0x0a:
      return exact(bytes.readBigUInt64LE(at));
    case 0x0b:
      return bytes.readFloatLE(at);
    case 0x0c:
      return bytes.readDoubleLE(at);
    case 0x0d:
      return bytes.readUInt32LE(at) !== 0;
    case 0x0f:
      return guidOf(bytes, at);
    case 0x10:
      return size >= 8 ? hex64(bytes, at) : size >= 4 ? hex32(bytes, at) : null;
    case FILETIME_TYPE:
      return fileTime(bytes, at);
    case 0x12:
      return systemTime(bytes, at);
    case 0x13:
      return sidOf(bytes, at, size);
    case 0x14:
      return hex32(bytes, at);
    case 0x15:
      return hex64(bytes, at);
    default:
      return bytes.toString("hex", at, at + size).toUpperCase();
  }
}

const exact = (value: bigint): FieldValue => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
};

const hex32 = (bytes: Buffer, at: number): string => `0x${bytes.readUInt32LE(at).toString(16)}`;
const hex64 = (bytes: Buffer, at: number): string => {
  const high = bytes.readUInt32LE(at + 4);
  const low = bytes.readUInt32LE(at).toString(16);
  return high === 0 ? `0x${low}` : `0x${high.toString(16)}${low.padStart(8, "0")}`;
};

export function guidOf(bytes: Buffer, at: number): string {
  const hex = (from: number, to: number): string => bytes.toString("hex", at + from, at + to);
  const first = bytes.readUInt32LE(at).toString(16).padStart(8, "0");
  const second = bytes
    .readUInt16LE(at + 4)
    .toString(16)
    .padStart(4, "0");
  const third = bytes
    .readUInt16LE(at + 6)
    .toString(16)
    .padStart(4, "0");
  return `${first}-${second}-${third}-${hex(8, 10)}-${hex(10, 16)}`.toUpperCase();
}

const two = (value = 0): string => String(value).padStart(2, "0");

function systemTime(bytes: Buffer, at: number): string {
  const [year, month, , day, hour, minute, second, milliseconds] = Array.from(
    { length: 8 },
    (_, index) => bytes.readUInt16LE(at + 2 * index),
  );
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  const fraction = String(milliseconds).padStart(3, "0");
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.${fraction}Z`;
}

function sidOf(bytes: Buffer, at: number, size: number): FieldValue {
  if (size < 8) return null;
  const count = Math.min(bytes[at + 1]!, (size - 8) >> 2);
  const parts = [bytes[at]!, bytes.readUIntBE(at + 2, 6)];
  for (let index = 0; index < count; index += 1) parts.push(bytes.readUInt32LE(at + 8 + 4 * index));
  return `S-${parts.join("-")}`;
}

function elementsOf(bytes: Buffer, type: number, at: number, size: number): FieldValue[] {
  if (type === STRING_TYPE) {
    const texts = bytes.toString("utf16le", at, at + (size & ~1)).split("\0");
    if (texts.at(-1) === "") texts.pop();
    return texts;
  }
  const width = SIZES[type];
  if (width === undefined) return [scalarOf(bytes, 0x0e, at, size)];
  const elements: FieldValue[] = [];
  for (let offset = 0; offset + width <= size; offset += width) {
    elements.push(scalarOf(bytes, type, at + offset, width));
  }
  return elements;
}

import { crc32 } from "node:zlib";

const CHUNK = 65_536;
const FIRST_RECORD = 512;
const NAME_AT = 256;
const SLED_AT = 36_000;

interface Overlapping {
  chunks: number;
  /** Of each chunk; every one has a template of its own. */
  records: number;
  /** That each template has. */
  elements: number;
  /** Characters of the value that every element has; none without. */
  valueLength?: number;
}

/**
 * An EVTX file whose templates lie on top of each other: each begins a few bytes after the one before, in a run of tokens that say
 * nothing, and goes through the same elements. So some kilobytes hold millions of elements.
 */
export function overlappingEvtx({
  chunks,
  records,
  elements,
  valueLength = 0,
}: Overlapping): Buffer {
  const header = Buffer.alloc(4_096);
  header.write("ElfFile\0", "latin1");
  header.writeUInt16LE(chunks, 42);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  const all = Array.from({ length: chunks }, (_, index) =>
    chunkOf(index * records, records, elements, valueLength),
  );
  return Buffer.concat([header, ...all]);
}

function chunkOf(before: number, records: number, elements: number, valueLength: number): Buffer {
  const chunk = Buffer.alloc(CHUNK);
  chunk.write("ElfChnk\0", "latin1");
  writeName(chunk, FIRST_RECORD + NAME_AT, "Data");
  let at = FIRST_RECORD;
  for (let record = 0; record < records; record += 1) {
    // The first record is as long as to have the name in it.
    const values = valuesOf(record === 0 ? 0 : valueLength);
    const size = record === 0 ? 512 : 24 + 14 + values.length + 4;
    chunk.writeUInt32LE(0x2a2a, at);
    chunk.writeUInt32LE(size, at + 4);
    chunk.writeBigUInt64LE(BigInt(before + record + 1), at + 8);
    chunk.writeBigUInt64LE(133_500_000_000_000_000n, at + 16);
    chunk.set([0x0f, 1, 1, 0, 0x0c, 1, 0, 0, 0, 0], at + 24);
    chunk.writeUInt32LE(SLED_AT + 4 * record, at + 34);
    values.copy(chunk, at + 38);
    at += size;
  }
  if (at > SLED_AT) throw new Error("So many records do not fit into a chunk");
  const sled = 4 * records + 28;
  for (let index = 0; index < sled; index += 4)
    chunk.writeUInt32LE((0xff000000 | ((4 * before + index) << 8) | 0x0f) >>> 0, SLED_AT + index);
  at = SLED_AT + sled;
  for (let element = 0; element < elements; element += 1) {
    chunk.set([0x01, 0xff, 0xff, 0, 0, 0, 0], at);
    chunk.writeUInt32LE(FIRST_RECORD + NAME_AT, at + 7);
    chunk.set([0x02, 0x0d, 0, 0, 0x01, 0x04], at + 11);
    at += 17;
  }
  if (at > CHUNK) throw new Error("So many elements do not fit into a chunk");
  chunk.writeUInt32LE(CHUNK, 48);
  chunk.writeUInt32LE(crc32(chunk.subarray(FIRST_RECORD)), 52);
  const first = crc32(chunk.subarray(0, 120));
  chunk.writeUInt32LE(crc32(chunk.subarray(128, FIRST_RECORD), first), 124);
  return chunk;
}

function valuesOf(length: number): Buffer {
  const table = Buffer.alloc(length === 0 ? 4 : 8 + 2 * length);
  if (length === 0) return table;
  table.writeUInt32LE(1, 0);
  table.writeUInt16LE(2 * length, 4);
  table.writeUInt8(0x01, 6);
  table.write("x".repeat(length), 8, "utf16le");
  return table;
}

function writeName(chunk: Buffer, at: number, name: string): void {
  chunk.writeUInt16LE(name.length, at + 6);
  chunk.write(name, at + 8, "utf16le");
}

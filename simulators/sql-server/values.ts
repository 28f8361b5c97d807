/** Types of columns that tables here have. */
export const COLUMN_TYPES = [
  "int",
  "bigint",
  "bit",
  "float",
  "nvarchar",
  "nvarchar(max)",
  "datetime2",
  "varbinary",
  "rowversion",
  "uniqueidentifier",
] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** As SQLite holds it: datetime2 as ISO text of seven decimals, uniqueidentifier as text, bit as 0 or 1. */
export type Cell = string | number | bigint | Uint8Array | null;

const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
/** 0001-01-01, from which datetime2 counts days. */
const FIRST_DAY = Date.parse("0001-01-01T00:00:00Z");
const DAY = 86_400_000;

const byte = (value: number): Buffer => Buffer.from([value]);
const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};

/** TYPE_INFO, [MS-TDS] 2.2.5.6. */
export function typeInfo(type: ColumnType): Buffer {
  switch (type) {
    case "int":
      return Buffer.from([0x26, 4]);
    case "bigint":
      return Buffer.from([0x26, 8]);
    case "bit":
      return Buffer.from([0x68, 1]);
    case "float":
      return Buffer.from([0x6d, 8]);
    case "nvarchar":
      return Buffer.concat([byte(0xe7), u16(8_000), COLLATION]);
    case "nvarchar(max)":
      return Buffer.concat([byte(0xe7), u16(0xffff), COLLATION]);
    case "datetime2":
      return Buffer.from([0x2a, 7]);
    case "varbinary":
      return Buffer.concat([byte(0xa5), u16(8_000)]);
    case "rowversion":
      return Buffer.concat([byte(0xad), u16(8)]);
    case "uniqueidentifier":
      return Buffer.from([0x24, 16]);
    default:
      throw new Error(`There is no type "${String(type)}"`);
  }
}

/** A value as a row has it. */
export function encode(type: ColumnType, cell: Cell): Buffer {
  if (cell === null) return type === "nvarchar(max)" ? Buffer.alloc(8, 0xff) : absent(type);
  switch (type) {
    case "int": {
      const bytes = Buffer.alloc(5);
      bytes[0] = 4;
      bytes.writeInt32LE(Number(cell), 1);
      return bytes;
    }
    case "bigint": {
      const bytes = Buffer.alloc(9);
      bytes[0] = 8;
      bytes.writeBigInt64LE(BigInt(cell as number), 1);
      return bytes;
    }
    case "bit":
      return Buffer.from([1, Number(cell)]);
    case "float": {
      const bytes = Buffer.alloc(9);
      bytes[0] = 8;
      bytes.writeDoubleLE(Number(cell), 1);
      return bytes;
    }
    case "nvarchar": {
      const text = String(cell);
      const bytes = Buffer.allocUnsafe(2 + 2 * text.length);
      bytes.writeUInt16LE(2 * text.length, 0);
      bytes.write(text, 2, "utf16le");
      return bytes;
    }
    case "nvarchar(max)":
      return inChunks(Buffer.from(String(cell), "utf16le"));
    case "datetime2":
      return dateTime2(String(cell));
    case "rowversion":
    case "varbinary": {
      const bytes = cell as Uint8Array;
      return Buffer.concat([u16(bytes.length), bytes]);
    }
    case "uniqueidentifier":
      return Buffer.concat([byte(16), guidBytes(String(cell))]);
    default:
      throw new Error(`There is no type "${String(type)}"`);
  }
}

const absent = (type: ColumnType): Buffer =>
  ["nvarchar", "varbinary", "rowversion"].includes(type) ? u16(0xffff) : byte(0);

/** PLP: total length, chunks, an empty one at the end. */
function inChunks(bytes: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(bytes.length));
  const parts: Buffer[] = [head];
  for (let from = 0; from < bytes.length; from += 4_096) {
    const part = bytes.subarray(from, from + 4_096);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(part.length);
    parts.push(length, part);
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

function dateTime2(text: string): Buffer {
  const [, date = "", hour = "0", minute = "0", second = "0", fraction = ""] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?/.exec(text) ?? [];
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const ticks = BigInt(seconds) * 10_000_000n + BigInt(fraction.padEnd(7, "0"));
  const days = Math.round((Date.parse(`${date}T00:00:00Z`) - FIRST_DAY) / DAY);
  const bytes = Buffer.alloc(9);
  bytes[0] = 8;
  bytes.writeUIntLE(Number(ticks), 1, 5);
  bytes.writeUIntLE(days, 6, 3);
  return bytes;
}

function guidBytes(text: string): Buffer {
  const hex = Buffer.from(text.replaceAll("-", ""), "hex");
  const swap = (from: number, to: number): Buffer =>
    Buffer.from(hex.subarray(from, to).toReversed());
  return Buffer.concat([swap(0, 4), swap(4, 6), swap(6, 8), hex.subarray(8)]);
}

/** Reads a parameter's TYPE_INFO and value; throws on a type that no parameter here should have. */
export function decode(bytes: Buffer, at: number): { value: Cell; end: number; type: string } {
  const type = bytes[at]!;
  switch (type) {
    case 0x26:
      return sized(bytes, at + 2, "int", (from, size) =>
        size === 8 ? bytes.readBigInt64LE(from) : bytes.readIntLE(from, size),
      );
    case 0x68:
      return sized(bytes, at + 2, "bit", (from) => bytes[from]!);
    case 0x6d:
      return sized(bytes, at + 2, "float", (from, size) =>
        size === 8 ? bytes.readDoubleLE(from) : bytes.readFloatLE(from),
      );
    case 0xe7:
      return variable(bytes, at + 8, bytes.readUInt16LE(at + 1), "nvarchar", (value) =>
        value.toString("utf16le"),
      );
    case 0xa7:
      return variable(bytes, at + 8, bytes.readUInt16LE(at + 1), "varchar", (value) =>
        value.toString("latin1"),
      );
    case 0xa5:
      return variable(bytes, at + 3, bytes.readUInt16LE(at + 1), "varbinary", (value) => value);
    default:
      throw new Error(`A parameter has the type 0x${type.toString(16)}, which is not known here`);
  }
}

function sized(
  bytes: Buffer,
  at: number,
  type: string,
  read: (from: number, size: number) => Cell,
): { value: Cell; end: number; type: string } {
  const size = bytes[at]!;
  const name = type === "int" && bytes[at - 1] === 8 ? "bigint" : type;
  return { value: size === 0 ? null : read(at + 1, size), end: at + 1 + size, type: name };
}

function variable(
  bytes: Buffer,
  at: number,
  most: number,
  type: string,
  read: (value: Buffer) => Cell,
): { value: Cell; end: number; type: string } {
  if (most === 0xffff) return chunked(bytes, at, `${type}(max)`, read);
  const size = bytes.readUInt16LE(at);
  const name = `${type}(${type.startsWith("n") ? most / 2 : most})`;
  if (size === 0xffff) return { value: null, end: at + 2, type: name };
  return { value: read(bytes.subarray(at + 2, at + 2 + size)), end: at + 2 + size, type: name };
}

function chunked(
  bytes: Buffer,
  at: number,
  type: string,
  read: (value: Buffer) => Cell,
): { value: Cell; end: number; type: string } {
  if (bytes.readBigUInt64LE(at) === 0xffff_ffff_ffff_ffffn) {
    return { value: null, end: at + 8, type };
  }
  const parts: Buffer[] = [];
  let from = at + 8;
  for (;;) {
    const size = bytes.readUInt32LE(from);
    from += 4;
    if (size === 0) return { value: read(Buffer.concat(parts)), end: from, type };
    parts.push(bytes.subarray(from, from + size));
    from += size;
  }
}

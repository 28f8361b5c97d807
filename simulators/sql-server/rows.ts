import { type Column, row } from "./tokens";
import type { Cell } from "./values";

const ROW = 0xd1;
const SCRATCH = 65_536;
/** A row of these alone, with short texts, is written without a buffer of its own. */
const MOST_CHARACTERS = 4_000;
const FIRST_DAY = Date.parse("0001-01-01T00:00:00Z");
const DAY = 86_400_000;

/** Encodes rows one after the other into one buffer, which is good until the next. */
export function rowEncoder(columns: readonly Column[]) {
  const scratch = Buffer.allocUnsafe(SCRATCH);
  const days = new Map<string, number>();

  const dayOf = (date: string): number => {
    const known = days.get(date);
    if (known !== undefined) return known;
    const day = Math.round((Date.parse(`${date}T00:00:00Z`) - FIRST_DAY) / DAY);
    if (days.size < 10_000) days.set(date, day);
    return day;
  };

  /** Where the next cell begins; -1 when this one needs the longer way. */
  function put(at: number, { type }: Column, cell: Cell): number {
    switch (type) {
      case "int":
        if (cell === null) return zero(at);
        scratch[at] = 4;
        return scratch.writeInt32LE(Number(cell), at + 1);
      case "bigint":
        if (cell === null) return zero(at);
        scratch[at] = 8;
        return scratch.writeBigInt64LE(BigInt(cell as number), at + 1);
      case "bit":
        if (cell === null) return zero(at);
        scratch[at] = 1;
        scratch[at + 1] = Number(cell);
        return at + 2;
      case "nvarchar": {
        if (cell === null) return scratch.writeUInt16LE(0xffff, at);
        const text = String(cell);
        if (text.length > MOST_CHARACTERS || at + 2 * text.length > SCRATCH - 64) return -1;
        scratch.writeUInt16LE(2 * text.length, at);
        return at + 2 + scratch.write(text, at + 2, "utf16le");
      }
      case "datetime2":
        return cell === null ? zero(at) : putTime(at, String(cell));
      case "float":
      case "nvarchar(max)":
      case "rowversion":
      case "uniqueidentifier":
      case "varbinary":
        return -1;
      default:
        throw new Error(`There is no type "${String(type)}"`);
    }
  }

  const zero = (at: number): number => {
    scratch[at] = 0;
    return at + 1;
  };

  function putTime(at: number, text: string): number {
    const part = (from: number, to: number): number => Number(text.slice(from, to) || "0");
    const seconds = (part(11, 13) * 60 + part(14, 16)) * 60 + part(17, 19);
    scratch[at] = 8;
    scratch.writeUIntLE(
      seconds * 10_000_000 + Number(text.slice(20, 27).padEnd(7, "0")),
      at + 1,
      5,
    );
    return scratch.writeUIntLE(dayOf(text.slice(0, 10)), at + 6, 3);
  }

  return (cells: readonly Cell[]): Buffer => {
    scratch[0] = ROW;
    let at = 1;
    for (let index = 0; index < columns.length; index += 1) {
      at = put(at, columns[index]!, cells[index]!);
      if (at < 0) return row(columns, cells);
    }
    return scratch.subarray(0, at);
  };
}

import { type WrittenEvent, writeEvtx } from "../../../bench/sweeps/write-evtx";

/**
 * How a log's older parts come to be: renamed to `.1` or to a date; copied there, and the log truncated; a new file a day;
 * archived by Windows.
 */
export type Rotation = "number" | "date" | "copy" | "copy with a date" | "day" | "archive";

/** A log as its program writes it, whenever and into whichever files that is. */
export interface WrittenLog {
  /** Of the file that is written to; where there is one a day, of the first. */
  file: string;
  /** What `sweeps.json` says of it, besides name, kind and roots. */
  declared: Readonly<Record<string, unknown>>;
  rotations: readonly Rotation[];
  /** So many units: a rotation comes between two of them, all else anywhere. */
  length: number;
  /** The content of a file that holds the units from one to, not including, another. */
  content(from: number, to: number): Buffer;
  /** Where the unit's record or line that is at a place of a file of all units lies, in a file that begins with another unit. */
  placeIn(first: number, place: number): number;
  /** The first number of units from one on that end with a whole record; every number when left out. */
  whole?(units: number): number;
  /** Of a unit that is a part of a record: another part of it, the first that a file has which begins with that unit. */
  again?(unit: number, first: number): number | undefined;
  /** Where a unit begins in a file of all units. */
  placeAt(unit: number): number;
  /** The unit that a place in a file of all units is in. */
  unitAt(place: number): number;
  /** Whether a file is only ever appended to; else it is written over in its place. */
  isAppended: boolean;
}

interface Lines {
  file: string;
  declared: Readonly<Record<string, unknown>>;
  rotations: readonly Rotation[];
  /** Lines that no rotation comes between, each with its end. */
  units: readonly string[];
  /** What a file begins with whose first unit is this one. */
  header?: (first: number) => string;
  encoding?: BufferEncoding;
  again?: WrittenLog["again"];
  whole?: WrittenLog["whole"];
}

/** A log of lines. */
export function linesLog(lines: Lines): WrittenLog {
  const { file, declared, rotations, header = () => "", encoding = "utf8" } = lines;
  const headerOf = (first: number): Buffer => Buffer.from(header(first), encoding);
  const units = lines.units.map((unit) => Buffer.from(unit, encoding));
  const starts = [headerOf(0).length];
  for (const unit of units) starts.push(starts.at(-1)! + unit.length);
  return {
    file,
    declared,
    rotations,
    length: units.length,
    isAppended: true,
    ...(lines.again && { again: lines.again }),
    ...(lines.whole && { whole: lines.whole }),
    content: (from, to) => Buffer.concat([headerOf(from), ...units.slice(from, to)]),
    placeAt: (unit) => starts[unit]!,
    unitAt: (place) => starts.findLastIndex((one) => one <= place),
    placeIn: (first, place) => place - starts[first]! + headerOf(first).length,
  };
}

/** A log of Windows events as EVTX. */
export function evtxLog(file: string, events: readonly WrittenEvent[]): WrittenLog {
  const whole = recordPlaces(writeEvtx(events));
  const units = new Map(whole.map((place, unit) => [place, unit]));
  const parts = new Map<number, number[]>();
  const partFrom = (first: number): number[] => {
    const known = parts.get(first) ?? recordPlaces(writeEvtx(events.slice(first)));
    parts.set(first, known);
    return known;
  };
  return {
    file,
    declared: { format: "evtx" },
    rotations: ["archive"],
    length: events.length,
    isAppended: false,
    content: (from, to) => writeEvtx(events.slice(from, to)),
    placeAt: (unit) => whole[unit]!,
    unitAt: (place) => units.get(place)!,
    placeIn: (first, place) => partFrom(first)[units.get(place)! - first]!,
  };
}

const HEADER = 4_096;
const CHUNK = 65_536;

function recordPlaces(file: Buffer): number[] {
  const places: number[] = [];
  for (let chunk = HEADER; chunk < file.length; chunk += CHUNK)
    for (let at = chunk + 512; at < chunk + CHUNK && file.readUInt32LE(at) === 0x2a2a;) {
      places.push(at);
      at += file.readUInt32LE(at + 4);
    }
  return places;
}

import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
  closeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { zipOf } from "../files/zip";
import type { Rotation, WrittenLog } from "./written";

/** What may happen to a log; each goes on a step farther, or does it in one go, as its number says. */
export type Event = "write" | "part" | "rotate" | "pack";

/** Of a day before which all logs are over. */
export const FIRST_CHANGE = Date.UTC(2026, 2, 20) / 1_000;
const DAY = 86_400_000;

const PACKERS = [
  { end: ".gz", pack: (data: Buffer) => gzipSync(data) },
  { end: ".zst", pack: (data: Buffer) => zstdCompressSync(data) },
  { end: ".zip", pack: (data: Buffer, name: string) => zipOf([{ name, data }]) },
] as const;

/** A program that writes a log into a folder, and another that rotates and packs it. */
export function writerOf(log: WrittenLog, folder: string, rotation: Rotation) {
  /** Numbers of the first unit of each file. */
  const firsts = [0];
  /** Where the log is written to now. */
  let path = join(folder, log.file);
  /** Bytes of the file. */
  let written = 0;
  /** Units that are written whole. */
  let done = 0;
  let changes = 0;
  let rotated = 0;
  /** What is left to do of a rotation, a copy or a compression. */
  let rotating: (() => void)[] = [];
  let packing: (() => void)[] = [];
  /** Files that may be packed, the newest first. */
  let loose: string[] = [];
  mkdirSync(dirname(path), { recursive: true });

  const changed = (file: string): void => {
    changes += 1;
    utimesSync(file, FIRST_CHANGE + changes, FIRST_CHANGE + changes);
  };

  /** Writes until the file has so many bytes of its content. */
  function writeTo(bytes: number, content: Buffer): void {
    if (log.isAppended) appendFileSync(path, content.subarray(written, bytes));
    else {
      const file = openSync(path, existsSync(path) ? "r+" : "w");
      writeSync(file, content, 0, bytes, 0);
      closeSync(file);
    }
    written = bytes;
    changed(path);
  }

  const contentTo = (to: number): Buffer => log.content(firsts.at(-1)!, to);

  function write(units: number): void {
    // Between the copy and the truncation of a log nothing is written: that would be lost.
    if (rotation.startsWith("copy")) finish("rotating");
    const to = Math.min(log.length, done + units);
    if (to <= done) return;
    const content = contentTo(to);
    writeTo(content.length, content);
    done = to;
  }

  /** Ends in the middle of a unit. */
  function part(number: number): void {
    completeUnit();
    write(number % 3);
    if (done === log.length || !log.isAppended) return;
    const before = done === firsts.at(-1) ? 0 : written;
    const content = contentTo(done + 1);
    writeTo(before + 1 + (number % (content.length - before - 1)), content);
  }

  /** The unit that is half written, if any. */
  function completeUnit(): void {
    const whole = done === firsts.at(-1) ? 0 : contentTo(done).length;
    if (written > whole) write(1);
  }

  function complete(): void {
    completeUnit();
    write((log.whole?.(done) ?? done) - done);
  }

  function finish(what: "rotating" | "packing"): void {
    const left = what === "rotating" ? rotating : packing;
    if (what === "rotating") rotating = [];
    else packing = [];
    for (const step of left) step();
  }

  const base = join(folder, log.file);
  const dateOf = (): string =>
    new Date(Date.UTC(2026, 2, 1) + rotated * DAY).toISOString().slice(0, 10);

  /** Makes room for ".1", and answers where the part that ends now is kept. */
  function nextName(): string {
    rotated += 1;
    if (rotation === "day") return base.replace("260301", dateOf().slice(2).replaceAll("-", ""));
    if (rotation === "archive")
      return join(folder, `Archive-Security-${dateOf()}-10-11-12-123.evtx`);
    if (rotation.endsWith("date")) return `${base}-${dateOf().replaceAll("-", "")}`;
    for (let number = rotated; number >= 1; number -= 1)
      for (const end of ["", ...PACKERS.map((packer) => packer.end)]) {
        const [from, to] = [`${base}.${number}${end}`, `${base}.${number + 1}${end}`];
        if (!existsSync(from)) continue;
        renameSync(from, to);
        loose = loose.map((file) => (file === from ? to : file));
      }
    return `${base}.1`;
  }

  function rotate(): void {
    finish("rotating");
    finish("packing");
    if (!existsSync(path) || done === firsts.at(-1)) return;
    const name = nextName();
    const begin = (): void => {
      completeUnit();
      loose.unshift(rotation === "day" ? path : name);
      firsts.push(done);
      written = 0;
      path = rotation === "day" ? name : base;
    };
    if (rotation === "day") {
      rotating = [begin];
      return;
    }
    if (rotation.startsWith("copy")) {
      completeUnit();
      rotating = [
        () => {
          const bytes = readFileSync(path);
          writeFileSync(name, bytes.subarray(0, bytes.length / 2));
          changed(name);
        },
        () => {
          copyFileSync(path, name);
          changed(name);
        },
        () => {
          truncateSync(path, 0);
          changed(path);
          begin();
        },
      ];
      return;
    }
    renameSync(path, name);
    // Its program still has it open, and writes into it until it is told to begin anew.
    path = name;
    rotating = [begin];
  }

  function pack(by: (typeof PACKERS)[number]): void {
    const file = loose[0];
    if (file === undefined || rotating.length > 0) return;
    const bytes = by.pack(readFileSync(file), basename(file));
    const packed = `${file}${by.end}`;
    packing = [
      () => {
        writeFileSync(packed, bytes.subarray(0, bytes.length / 2));
        changed(packed);
      },
      () => {
        writeFileSync(packed, bytes);
        changed(packed);
        rmSync(file);
        loose = loose.filter((one) => one !== file);
      },
    ];
  }

  return {
    log,
    /** Whether all of it is written. */
    isOver: (): boolean => done === log.length,
    /** What is half written stays so for no longer than a sweep: then it is read as it is. */
    complete,
    finish(): void {
      finish("rotating");
      finish("packing");
      write(log.length);
    },
    happen(event: Event, number: number): void {
      if (event === "write") return write(number % Math.ceil(log.length / 8));
      if (event === "part") return part(number);
      const isRotation = event === "rotate";
      if ((isRotation ? rotating : packing).length === 0) {
        if (isRotation) rotate();
        else pack(PACKERS[number % PACKERS.length]!);
      }
      if (number % 3 === 0) return finish(isRotation ? "rotating" : "packing");
      return (isRotation ? rotating : packing).shift()?.();
    },
    /** Where what lies at a place of the log in one file lies in its own file. */
    placeOf(place: number): number {
      const unit = log.unitAt(place);
      const first = firsts.findLast((one) => one <= unit)!;
      // A record that goes on in another file is where it goes on.
      for (const later of firsts.filter((one) => one > unit).toReversed()) {
        const again = log.again?.(unit, later);
        if (again !== undefined)
          return log.placeIn(
            firsts.findLast((one) => one <= again)!,
            log.placeAt(again),
          );
      }
      return log.placeIn(first, place);
    },
  };
}

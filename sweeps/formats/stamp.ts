import { isDigit, twoDigits } from "./bytes";
import { civil } from "./civil";
import { type Clock, dayOf } from "./clock";

/** Where a time was found in bytes. One is used again and again. */
export interface Stamp {
  /** UTC, in milliseconds. */
  time: number;
  /** Midnight of the day that is written, as if it were UTC. */
  day: number;
  /** Where the text goes on after it. */
  next: number;
}

/**
 * Reads an ISO 8601 time (RFC 3339, also with a space for the T, a comma for the point, and without a zone: then it is the
 * clock's). False where there is none.
 */
export function readIso(
  bytes: Buffer,
  at: number,
  end: number,
  clock: Clock,
  into: Stamp,
): boolean {
  if (at + 19 > end || bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d) return false;
  const middle = bytes[at + 10];
  if ((middle !== 0x54 && middle !== 0x20 && middle !== 0x74) || bytes[at + 13] !== 0x3a)
    return false;
  if (!isDigit(bytes[at]) || !isDigit(bytes[at + 2]) || bytes[at + 16] !== 0x3a) return false;
  let time = civil(
    twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2),
    twoDigits(bytes, at + 5) - 1,
    twoDigits(bytes, at + 8),
    twoDigits(bytes, at + 11),
    twoDigits(bytes, at + 14),
    twoDigits(bytes, at + 17),
  );
  if (Number.isNaN(time)) return false;
  into.day = dayOf(time);
  let i = at + 19;
  if ((bytes[i] === 0x2e || bytes[i] === 0x2c) && i < end && isDigit(bytes[i + 1])) {
    let scale = 100;
    for (i++; i < end && isDigit(bytes[i]); i++, scale /= 10)
      if (scale >= 1) time += (bytes[i]! - 0x30) * scale;
  }
  const sign = i < end ? bytes[i] : undefined;
  if (sign === 0x5a || sign === 0x7a) {
    into.time = time;
    into.next = i + 1;
    return true;
  }
  if ((sign === 0x2b || sign === 0x2d) && i + 3 <= end && isDigit(bytes[i + 1])) {
    const hours = twoDigits(bytes, i + 1);
    const minutesAt = bytes[i + 3] === 0x3a ? i + 4 : i + 3;
    const hasMinutes = minutesAt + 2 <= end && isDigit(bytes[minutesAt]);
    const minutes = hasMinutes ? twoDigits(bytes, minutesAt) : 0;
    if (hours < 0 || minutes < 0) return false;
    // Of zones there are, +14:00 is the farthest; what is more is no time.
    if (hours > 14 || minutes > 59) return false;
    const offset = (hours * 60 + minutes) * 60_000;
    into.time = sign === 0x2d ? time + offset : time - offset;
    into.next = hasMinutes ? minutesAt + 2 : i + 3;
    return true;
  }
  into.time = clock.local(time);
  into.next = i;
  return true;
}

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
/** Second and third letters of a month tell it: one number for each. */
const MONTH_OF = new Int8Array(65_536).fill(-1);
for (let month = 0; month < 12; month++) {
  const second = MONTHS.charCodeAt(month * 3 + 1);
  const third = MONTHS.charCodeAt(month * 3 + 2);
  MONTH_OF[second * 256 + third] = month;
}

/** The month whose English name begins here, from 0; -1 for none. */
export function monthAt(bytes: Buffer, at: number): number {
  const month = MONTH_OF[bytes[at + 1]! * 256 + bytes[at + 2]!] ?? -1;
  return month >= 0 && bytes[at] === MONTHS.charCodeAt(month * 3) ? month : -1;
}

const scratch = Buffer.alloc(64);
const stamp: Stamp = { time: NaN, day: NaN, next: 0 };

/**
 * A time as programs write it into a field: seconds, milliseconds, microseconds or nanoseconds since 1970, as a number or
 * digits; ISO 8601; "Mar 01 2026 03:04:05". NaN for anything else.
 */
export function timeOfValue(value: unknown, clock: Clock): number {
  if (typeof value === "number") return ofEpoch(value);
  if (typeof value !== "string" || value.length > 60) return NaN;
  const text = value.trim();
  if (text !== "" && isNumber(text)) return ofEpoch(Number(text));
  const length = scratch.write(text, 0, "latin1");
  if (readIso(scratch, 0, length, clock, stamp)) return stamp.time;
  return ofWords(length, clock);
}

function isNumber(text: string): boolean {
  for (let i = 0; i < text.length; i++)
    if (!isDigit(text.charCodeAt(i)) && text[i] !== ".") return false;
  return true;
}

function ofEpoch(value: number): number {
  if (!Number.isFinite(value) || value < 0) return NaN;
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.floor(value);
  if (value < 1e17) return Math.floor(value / 1000);
  return value < 8e18 ? Math.floor(value / 1e6) : NaN;
}

/** "Mar 01 2026 03:04:05", "Mar  1 03:04:05". */
function ofWords(length: number, clock: Clock): number {
  const month = length >= 15 ? monthAt(scratch, 0) : -1;
  if (month < 0) return NaN;
  const day = twoDigits(scratch, 4);
  const hasYear = length >= 20 && isDigit(scratch[7]) && isDigit(scratch[10]);
  const at = hasYear ? 12 : 7;
  const [hour, minute, second] = [0, 3, 6].map((skip) => twoDigits(scratch, at + skip));
  if (!hasYear) return clock.yearless(month, day, hour!, minute!) + second! * 1000;
  const year = twoDigits(scratch, 7) * 100 + twoDigits(scratch, 9);
  return clock.local(civil(year, month, day, hour!, minute!, second!));
}

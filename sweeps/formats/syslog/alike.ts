import { type Alike, SHAPE_BYTES } from "../../format";
import { isDigit } from "../bytes";
import { monthAt } from "../stamp";

const SPACE = 0x20;
const ZERO = 0x30;

/**
 * Lines that begin with the same day as one that was read: with any time of it, and with as many digits of a fraction and the same zone. Whatever
 * follows, such a line is a record, and its day was seen. Undefined for a line of another form: RFC 5424, or with a priority.
 */
export function sameDay(bytes: Buffer, start: number, end: number): Alike | undefined {
  const time = isDigit(bytes[start]) ? isoTime(bytes, start, end) : bsdTime(bytes, start, end);
  if (!time || time.length > SHAPE_BYTES || start + time.length > end) return undefined;
  const shape = (hours: readonly [low: number, high: number][]) => {
    const low = new Uint8Array(SHAPE_BYTES);
    const high = new Uint8Array(SHAPE_BYTES).fill(0xff);
    low.set(bytes.subarray(start, start + time.length));
    high.set(bytes.subarray(start, start + time.length));
    const clock: [low: number, high: number][] = [...hours, [0, 5], [0, 9], [0, 5], [0, 9]];
    const places = [0, 1, 3, 4, 6, 7].map((place) => time.clock + place);
    for (let place = time.clock + 9; place < time.fractionEnd; place++) {
      places.push(place);
      clock.push([0, 9]);
    }
    for (const [index, place] of places.entries()) {
      low[place] = ZERO + clock[index]![0];
      high[place] = ZERO + clock[index]![1];
    }
    return { low, high };
  };
  return [
    shape([
      [0, 1],
      [0, 9],
    ]),
    shape([
      [2, 2],
      [0, 3],
    ]),
  ];
}

interface Time {
  /** Where "hh:mm:ss" begins, from the line's beginning on. */
  clock: number;
  /** Where the digits after its point end. */
  fractionEnd: number;
  length: number;
}

/** "Mar  1 03:04:05", "Mar  1 2026 03:04:05": what follows is of no weight. */
function bsdTime(bytes: Buffer, start: number, end: number): Time | undefined {
  if (end - start < 15 || monthAt(bytes, start) < 0) return undefined;
  const hasYear = bytes[start + 11] === SPACE;
  const clock = hasYear ? 12 : 7;
  return { clock, fractionEnd: clock, length: clock + 8 };
}

/** "2026-03-01T03:04:05.678+01:00", to the end of the zone. */
function isoTime(bytes: Buffer, start: number, end: number): Time | undefined {
  if (end - start < 20 || bytes[start + 4] !== 0x2d) return undefined;
  let at = start + 19;
  if (bytes[at] === 0x2e || bytes[at] === 0x2c) {
    at++;
    while (at < end && isDigit(bytes[at])) at++;
  }
  const fractionEnd = at - start;
  const zoneEnd = bytes.indexOf(SPACE, at);
  if (zoneEnd < 0 || zoneEnd >= end) return undefined;
  return { clock: 11, fractionEnd, length: zoneEnd + 1 - start };
}

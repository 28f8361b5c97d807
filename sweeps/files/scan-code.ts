import { SHAPE_BYTES } from "../format";
import {
  type Code,
  I32,
  V128,
  again,
  againIf,
  answer,
  i32,
  loop,
  moduleOf,
  v128,
  when,
} from "./wasm";

/** How many bytes of a text are looked for. Measured: three are a third faster than four, and what they find besides is soon told from it. */
export const PLACES = 3;

/** Where the tables lie in memory, and after them the lines. */
export const SETS_AT = 0;
export const SHAPES_AT = SETS_AT + 2 * 16 * PLACES;
export const SKIPPED_AT = SHAPES_AT + 4 * SHAPE_BYTES;
export const TEXTS_AT = 512;
export const TEXT_BYTES = 16;
/** Of a text and its mask and place. */
export const ENTRY_BYTES = 48;
export const MOST_TEXTS = 150;
export const LINES_AT = 8_192;
export const PAGES = 3;

const { get, set } = i32;
const eachByte = (value: number): Code => v128.splat(i32.const(value));

const LF = 10;
const TO_LOWER = 0x20;

/** The code of `ScanKernel.scan`. Bits stand for a block's bytes, 1 for the first. */
export function scanCode(): Uint8Array {
  const [
    from,
    to,
    longest,
    ascii,
    count,
    at,
    line,
    ends,
    hits,
    wanted,
    end,
    skipped,
    bit,
    left,
    text,
  ] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14] as const;
  const [bytes, low, high, found] = [15, 16, 17, 18] as const;
  const before = numbers(19, PLACES - 1);
  const now = numbers(18 + PLACES, PLACES - 1);
  const lows = numbers(17 + 2 * PLACES, PLACES);
  const highs = numbers(17 + 3 * PLACES, PLACES);

  const canBe = (place: number) =>
    v128.and(
      v128.swizzle(get(lows[place]!), get(low)),
      v128.swizzle(get(highs[place]!), get(high)),
    );
  /** Of texts that end with each byte of the block. */
  const search = [
    set(low, v128.or(get(bytes), eachByte(TO_LOWER))),
    set(high, v128.shrU(get(low), i32.const(4))),
    set(low, v128.and(get(low), eachByte(0x0f))),
    ...now.map((local, place) => set(local, canBe(place))),
    set(found, canBe(PLACES - 1)),
    ...now.map((local, place) =>
      set(
        found,
        v128.and(get(found), v128.shiftedIn(get(before[place]!), get(local), PLACES - 1 - place)),
      ),
    ),
    ...now.map((local, place) => set(before[place]!, get(local))),
    set(hits, i32.and(v128.bitmask(get(bytes)), get(ascii))),
    set(left, v128.bitmask(v128.ne(get(found), eachByte(0)))),
  ];
  const isText = v128.eq(
    v128.and(
      v128.or(
        v128.load(i32.sub(get(end), i32.load(get(text), 2 * TEXT_BYTES))),
        eachByte(TO_LOWER),
      ),
      v128.load(get(text), TEXT_BYTES),
    ),
    v128.load(get(text)),
  );
  const makeSure = loop(
    set(end, i32.add(get(at), i32.ctz(get(left)))),
    set(text, i32.const(TEXTS_AT)),
    loop(
      when(
        v128.allTrue(isText),
        set(hits, i32.or(get(hits), i32.shl(i32.const(1), i32.ctz(get(left))))),
      ),
      set(text, i32.add(get(text), i32.const(ENTRY_BYTES))),
      againIf(0, i32.ltU(get(text), get(count))),
    ),
    set(left, i32.and(get(left), i32.sub(get(left), i32.const(1)))),
    againIf(0, get(left)),
  );
  const hasShape = (shape: number) => {
    const table = SHAPES_AT + shape * 2 * SHAPE_BYTES;
    const parts = numbers(0, SHAPE_BYTES / 16).map((part) =>
      v128.leU(
        v128.sub(v128.load(get(line), part * 16), v128.load(i32.const(table + part * 16))),
        v128.load(i32.const(table + SHAPE_BYTES + part * 16)),
      ),
    );
    return v128.allTrue(parts.reduce((all, part) => v128.and(all, part)));
  };
  const stop = (place: number) => [
    i32.store(i32.const(SKIPPED_AT), get(skipped)),
    answer(get(place)),
  ];
  const upTo = (extra: number) => i32.sub(i32.shl(i32.const(extra), get(bit)), i32.const(1));

  const eachLine = loop(
    set(bit, i32.ctz(get(ends))),
    set(end, i32.add(get(at), get(bit))),
    set(wanted, i32.or(get(wanted), i32.and(get(hits), upTo(1)))),
    when(
      i32.or(
        i32.or(get(wanted), i32.gtU(i32.sub(get(end), get(line)), get(longest))),
        i32.eqz(i32.or(hasShape(0), hasShape(1))),
      ),
      ...stop(line),
    ),
    set(skipped, i32.add(get(skipped), i32.const(1))),
    set(line, i32.add(get(end), i32.const(1))),
    when(i32.geU(get(line), get(to)), ...stop(to)),
    set(wanted, i32.const(0)),
    set(hits, i32.sub(get(hits), i32.and(get(hits), upTo(2)))),
    set(ends, i32.and(get(ends), i32.sub(get(ends), i32.const(1)))),
    againIf(0, get(ends)),
  );
  const eachBlock = loop(
    set(bytes, v128.load(get(at))),
    ...search,
    when(get(left), makeSure),
    set(ends, v128.bitmask(v128.eq(get(bytes), eachByte(LF)))),
    when(get(ends), eachLine),
    set(wanted, i32.or(get(wanted), get(hits))),
    set(at, i32.add(get(at), i32.const(16))),
    again(0),
  );
  const body = [
    set(at, get(from)),
    set(line, get(from)),
    ...before.map((local) => set(local, eachByte(0xff))),
    ...lows.map((local, place) => set(local, v128.load(i32.const(SETS_AT + place * 32)))),
    ...highs.map((local, place) => set(local, v128.load(i32.const(SETS_AT + place * 32 + 16)))),
    eachBlock,
    i32.const(0),
  ];
  const locals = [...Array<number>(10).fill(I32), ...Array<number>(2 + 4 * PLACES).fill(V128)];
  return moduleOf("scan", 5, locals, body, PAGES);
}

/** So many numbers from one on. */
const numbers = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

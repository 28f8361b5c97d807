import {
  type Code,
  I32,
  V128,
  again,
  againIf,
  answer,
  choose,
  i32,
  loop,
  moduleOf,
  v128,
  when,
} from "./wasm";

/** Where tables lie in memory: what bytes are, which keys tell, what is known; and after them a skeleton and the lines. */
export const BYTES_AT = 0;
export const KEYS_AT = 256;
/** A power of two. */
export const KEY_SLOTS = 4_096;
export const SKIPPED_AT = KEYS_AT + KEY_SLOTS;
/** How long the last skeleton is, 0 for none, and its slot. */
export const LENGTH_AT = SKIPPED_AT + 4;
export const SLOT_AT = SKIPPED_AT + 8;
export const LENGTHS_AT = SKIPPED_AT + 16;
/** A power of two. */
export const SLOTS = 64;
/** So many slots after its own may have a skeleton. */
export const TRIES = 4;
export const MOST_BYTES = 4_096;
export const KNOWN_AT = 8_192;
export const SKELETON_AT = KNOWN_AT + (SLOTS + TRIES) * MOST_BYTES;
/** A skeleton is no longer than its line, and half again. */
export const LINES_AT = SKELETON_AT + 2 * 65_536;
export const PAGES = 9;

/** What bytes are, as bits. */
export const ESCAPED = 1;
export const HEX = 2;

/** Where a key of so many bytes has its slot. */
export const keySlot = (first: number, middle: number, last: number, length: number): number =>
  (length * 73 + first * 31 + middle * 577 + last * 151) & (KEY_SLOTS - 1);

const { get, set, add, sub } = i32;
const num = i32.const;

const [FROM, TO, AT, LINE, OUT, CHAR, DEPTH, STACK] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const [STATE, TELLS, START, HASH, SKIPPED, FOUND, SLOT, TRY] = [
  8, 9, 10, 11, 12, 13, 14, 15,
] as const;
const BLOCK = 16;
const [VALUE, KEY, AFTER] = [0, 1, 2] as const;
const MOST_DEPTH = 30;

const ascii = (char: string): Code => num(char.charCodeAt(0));
const word = (text: string): Code => num(Buffer.from(text).readInt32LE());
const inc = (local: number, by = 1): Code => set(local, add(get(local), num(by)));
const byteAt = (ahead = 0): Code => i32.load8(get(AT), ahead);
const isChar = (char: string): Code => i32.eq(get(CHAR), ascii(char));
const bits = (byte: Code, which: number): Code => i32.and(i32.load8(byte, BYTES_AT), num(which));
const isDigit = i32.ltU(sub(byteAt(), num(0x30)), num(10));
const emit = (byte: Code): Code[] => [i32.store8(get(OUT), byte), inc(OUT)];
const skipSpaces = loop(when(i32.eq(byteAt(), ascii(" ")), inc(AT), again(1)));

const stop = (place: number, length: Code): Code[] => [
  i32.store(num(SKIPPED_AT), get(SKIPPED)),
  i32.store(num(LENGTH_AT), length),
  answer(get(place)),
];
const giveUp = stop(LINE, num(0));
const unless = (condition: Code): Code => when(i32.eqz(condition), ...giveUp);

/** From START to before AT, sixteen bytes at a time. */
const copy: Code[] = [
  set(CHAR, get(START)),
  loop(
    v128.store(get(OUT), v128.load(get(CHAR))),
    inc(OUT, 16),
    inc(CHAR, 16),
    againIf(0, i32.ltU(get(CHAR), get(AT))),
  ),
  set(OUT, sub(get(OUT), sub(get(CHAR), get(AT)))),
];

const escape: Code[] = [
  set(CHAR, byteAt(1)),
  choose(
    isChar("u"),
    [...[2, 3, 4, 5].map((ahead) => unless(bits(byteAt(ahead), HEX))), inc(AT, 6)],
    [unless(bits(get(CHAR), ESCAPED)), inc(AT, 2)],
  ),
];

const splat = (value: Code): Code => v128.splat(value);
/** AT goes from behind a quote to the one that ends the string. */
const string = (atEscape: (loopDepth: number) => Code[]): Code =>
  loop(
    set(BLOCK, v128.load(get(AT))),
    set(
      FOUND,
      v128.bitmask(
        v128.or(
          v128.or(v128.eq(get(BLOCK), splat(ascii('"'))), v128.eq(get(BLOCK), splat(ascii("\\")))),
          v128.ltU(get(BLOCK), splat(num(0x20))),
        ),
      ),
    ),
    when(i32.eqz(get(FOUND)), inc(AT, 16), again(1)),
    set(AT, add(get(AT), i32.ctz(get(FOUND)))),
    set(CHAR, byteAt()),
    when(isChar("\\"), ...atEscape(1)),
    unless(isChar('"')),
  );

const key: Code[] = [
  unless(isChar('"')),
  set(START, get(AT)),
  inc(AT),
  string(() => giveUp),
  set(FOUND, sub(sub(get(AT), get(START)), num(1))),
  set(
    SLOT,
    add(
      add(i32.mul(get(FOUND), num(73)), i32.mul(i32.load8(get(START), 1), num(31))),
      add(
        i32.mul(i32.load8(add(get(START), i32.shrU(get(FOUND), num(1))), 1), num(577)),
        i32.mul(i32.load8(sub(get(AT), num(1))), num(151)),
      ),
    ),
  ),
  set(TELLS, i32.load8(i32.and(get(SLOT), num(KEY_SLOTS - 1)), KEYS_AT)),
  inc(AT),
  ...copy,
  skipSpaces,
  unless(i32.eq(byteAt(), ascii(":"))),
  inc(AT),
  set(STATE, num(VALUE)),
];

/** A value as it is, or a sign for it. */
const keep = (sign: string): Code =>
  choose(
    get(TELLS),
    [
      set(HASH, add(i32.mul(get(HASH), num(31)), sub(get(AT), get(START)))),
      set(HASH, add(i32.mul(get(HASH), num(31)), i32.load8(sub(get(AT), num(2))))),
      set(HASH, add(i32.mul(get(HASH), num(31)), i32.load8(sub(get(AT), num(1))))),
      ...copy,
    ],
    emit(ascii(sign)),
  );

const digits: Code[] = [unless(isDigit), loop(inc(AT), againIf(0, isDigit))];
const number: Code[] = [
  set(START, get(AT)),
  when(isChar("-"), inc(AT)),
  choose(i32.eq(byteAt(), ascii("0")), [inc(AT)], digits),
  when(i32.eq(byteAt(), ascii(".")), inc(AT), ...digits),
  when(
    i32.eq(i32.or(byteAt(), num(0x20)), ascii("e")),
    inc(AT),
    when(i32.or(i32.eq(byteAt(), ascii("+")), i32.eq(byteAt(), ascii("-"))), inc(AT)),
    ...digits,
  ),
  keep("d"),
];

const literal: Code[] = [
  set(START, i32.load(get(AT))),
  choose(
    i32.or(i32.eq(get(START), word("true")), i32.eq(get(START), word("null"))),
    [inc(AT, 4)],
    [unless(i32.and(i32.eq(get(START), word("fals")), i32.eq(byteAt(4), ascii("e")))), inc(AT, 5)],
  ),
  ...emit(get(CHAR)),
];

const opened = (isObject: 0 | 1): Code[] => [
  ...emit(get(CHAR)),
  inc(AT),
  inc(DEPTH),
  when(i32.gtU(get(DEPTH), num(MOST_DEPTH)), ...giveUp),
  set(STACK, i32.or(i32.shl(get(STACK), num(1)), num(isObject))),
  skipSpaces,
  set(TELLS, num(1)),
  choose(
    i32.eq(byteAt(), ascii(isObject === 1 ? "}" : "]")),
    [set(STATE, num(AFTER))],
    [set(STATE, num(isObject === 1 ? KEY : VALUE))],
  ),
];

const value: Code[] = [
  when(i32.eqz(i32.or(get(DEPTH), isChar("{"))), ...giveUp),
  choose(isChar("{"), opened(1), [
    choose(isChar("["), opened(0), [
      set(STATE, num(AFTER)),
      choose(
        isChar('"'),
        [
          set(START, get(AT)),
          inc(AT),
          string((depth) => [...escape, again(depth)]),
          inc(AT),
          keep("s"),
        ],
        [choose(i32.or(isChar("-"), i32.ltU(sub(get(CHAR), num(0x30)), num(10))), number, literal)],
      ),
    ]),
  ]),
];

const slotBytes = (local: number): Code => add(num(KNOWN_AT), i32.mul(get(local), num(MOST_BYTES)));
/** Whether a slot has the skeleton: FOUND is 1 then. */
const compare: Code[] = [
  set(START, num(0)),
  loop(
    when(
      v128.allTrue(
        v128.eq(
          v128.load(add(num(SKELETON_AT), get(START))),
          v128.load(add(slotBytes(SLOT), get(START))),
        ),
      ),
      inc(START, 16),
      againIf(1, i32.ltU(get(START), get(CHAR))),
      set(FOUND, num(1)),
    ),
  ),
];

const lineEnd: Code[] = [
  when(isChar("\r"), inc(AT), set(CHAR, byteAt())),
  unless(i32.eq(get(CHAR), num(10))),
  v128.store(get(OUT), splat(num(0))),
  set(CHAR, sub(get(OUT), num(SKELETON_AT))),
  when(i32.geU(get(CHAR), num(MOST_BYTES - 16)), ...giveUp),
  set(SLOT, i32.and(add(get(HASH), get(CHAR)), num(SLOTS - 1))),
  i32.store(num(SLOT_AT), get(SLOT)),
  set(FOUND, num(0)),
  set(TRY, num(TRIES)),
  loop(
    when(i32.eq(i32.load(i32.shl(get(SLOT), num(2)), LENGTHS_AT), get(CHAR)), ...compare),
    inc(SLOT),
    set(TRY, sub(get(TRY), num(1))),
    againIf(0, i32.and(i32.eqz(get(FOUND)), i32.gtU(get(TRY), num(0)))),
  ),
  when(i32.eqz(get(FOUND)), ...stop(LINE, get(CHAR))),
  inc(SKIPPED),
  inc(AT),
  when(i32.geU(get(AT), get(TO)), ...stop(TO, num(0))),
  set(LINE, get(AT)),
  set(OUT, num(SKELETON_AT)),
  set(HASH, num(0)),
  set(STATE, num(VALUE)),
];

const after: Code[] = [
  choose(i32.eqz(get(DEPTH)), lineEnd, [
    choose(
      isChar(","),
      [
        ...emit(get(CHAR)),
        inc(AT),
        set(TELLS, num(1)),
        choose(i32.and(get(STACK), num(1)), [set(STATE, num(KEY))], [set(STATE, num(VALUE))]),
      ],
      [
        unless(i32.eq(get(CHAR), add(ascii("]"), i32.shl(i32.and(get(STACK), num(1)), num(5))))),
        ...emit(get(CHAR)),
        inc(AT),
        set(DEPTH, sub(get(DEPTH), num(1))),
        set(STACK, i32.shrU(get(STACK), num(1))),
      ],
    ),
  ]),
];

/** The code of `SkeletonKernel.scan`. */
export function skeletonCode(): Uint8Array {
  const body = [
    set(AT, get(FROM)),
    set(LINE, get(FROM)),
    set(OUT, num(SKELETON_AT)),
    loop(
      skipSpaces,
      set(CHAR, byteAt()),
      choose(i32.eq(get(STATE), num(KEY)), key, [
        choose(i32.eq(get(STATE), num(AFTER)), after, value),
      ]),
      again(0),
    ),
    num(0),
  ];
  return moduleOf("scan", 2, [...Array<number>(14).fill(I32), V128], body, PAGES);
}

/**
 * A writer of small WebAssembly modules (https://webassembly.github.io/spec/core/binary/), for the one loop that must be as fast as the
 * processor is. Code is written as the text format has it, operands first, and each piece of it is its bytes.
 */
export type Code = readonly number[];

const unsigned = (value: number): number[] => {
  const low = value & 0x7f;
  const rest = value >>> 7;
  return rest === 0 ? [low] : [low | 0x80, ...unsigned(rest)];
};

const signed = (value: number): number[] => {
  const low = value & 0x7f;
  const rest = value >> 7;
  const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
};

const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const text = (value: string): number[] => sized([...Buffer.from(value, "latin1")]);

const NO_RESULT = 0x40;
export const I32 = 0x7f;
export const V128 = 0x7b;

type Operation = (...operands: Code[]) => Code;
const plain =
  (...opcode: number[]): Operation =>
  (...operands) => [...operands.flat(), ...opcode];
const vector = (opcode: number): Operation => plain(0xfd, ...unsigned(opcode));

/** Instructions of 32-bit numbers, of control, and of locals. */
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)],
  load: (address: Code, offset = 0): Code => [...address, 0x28, 2, ...unsigned(offset)],
  store: (address: Code, value: Code): Code => [...address, ...value, 0x36, 2, 0],
  load8: (address: Code, offset = 0): Code => [...address, 0x2d, 0, ...unsigned(offset)],
  store8: (address: Code, value: Code): Code => [...address, ...value, 0x3a, 0, 0],
  eqz: plain(0x45),
  eq: plain(0x46),
  ltU: plain(0x49),
  gtU: plain(0x4b),
  geU: plain(0x4f),
  ctz: plain(0x68),
  add: plain(0x6a),
  sub: plain(0x6b),
  mul: plain(0x6c),
  and: plain(0x71),
  or: plain(0x72),
  shl: plain(0x74),
  shrU: plain(0x76),
} as const;

/** A loop that goes round where its code says `again(0)`, or leaves it by its end. */
export const loop = (...code: Code[]): Code => [0x03, NO_RESULT, ...code.flat(), 0x0b];
export const when = (condition: Code, ...code: Code[]): Code => [
  ...condition,
  0x04,
  NO_RESULT,
  ...code.flat(),
  0x0b,
];
export const choose = (condition: Code, yes: readonly Code[], no: readonly Code[]): Code => [
  ...condition,
  0x04,
  NO_RESULT,
  ...yes.flat(),
  0x05,
  ...no.flat(),
  0x0b,
];
/** Goes on with the loop that is so many blocks around, counted from 0. */
export const again = (depth: number): Code => [0x0c, depth];
export const againIf = (depth: number, condition: Code): Code => [...condition, 0x0d, depth];
export const answer = (value: Code): Code => [...value, 0x0f];

/** Instructions of sixteen bytes at once. */
export const v128 = {
  load: (address: Code, offset = 0): Code => [...address, 0xfd, 0, 0, ...unsigned(offset)],
  store: (address: Code, value: Code): Code => [...address, ...value, 0xfd, 11, 0, 0],
  splat: vector(15),
  swizzle: vector(14),
  eq: vector(35),
  ne: vector(36),
  ltU: vector(38),
  leU: vector(42),
  and: vector(78),
  or: vector(80),
  allTrue: vector(99),
  bitmask: vector(100),
  shrU: vector(109),
  sub: vector(113),
  /** The last `count` bytes of one, and then the first ones of another. */
  shiftedIn: (before: Code, now: Code, count: number): Code => [
    ...before,
    ...now,
    0xfd,
    13,
    ...Array.from({ length: 16 }, (_, lane) => 16 - count + lane),
  ],
} as const;

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0] as const;

/** A module that exports its memory as "memory", and one function of numbers that answers one. */
export function moduleOf(
  name: string,
  parameters: number,
  locals: readonly number[],
  body: readonly Code[],
  pages: number,
): Uint8Array {
  const section = (id: number, entries: readonly (readonly number[])[]): number[] => [
    id,
    ...sized([...unsigned(entries.length), ...entries.flat()]),
  ];
  const code = [
    ...unsigned(locals.length),
    ...locals.flatMap((type) => [1, type]),
    ...body.flat(),
    0x0b,
  ];
  const types = Array.from({ length: parameters }, () => I32);
  return Uint8Array.from([
    ...MAGIC,
    ...section(1, [[0x60, ...sized(types), ...sized([I32])]]),
    ...section(3, [[0]]),
    ...section(5, [[0, ...unsigned(pages)]]),
    ...section(7, [
      [...text(name), 0, 0],
      [...text("memory"), 2, 0],
    ]),
    ...section(10, [sized(code)]),
  ]);
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly [name: string]: unknown;
}

declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: Exports };
};

/** What a module exports; undefined where the processor, or Node, lacks its instructions. */
export const exportsOf = (bytes: Uint8Array): Exports | undefined =>
  WebAssembly.validate(bytes)
    ? new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
    : undefined;

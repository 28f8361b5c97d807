import type { Token } from "./kql-tokens";
import { notSimulated, type Scope } from "./kql-scope";

const milliseconds: Record<string, number> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/** A literal: a text, a number, or a time span in milliseconds. */
export function literalOf({ kind, text }: Token): unknown {
  if (kind === "string" && text.startsWith('"')) return JSON.parse(text);
  if (kind === "string" && /^'[^'\\]*'$/.test(text)) return text.slice(1, -1);
  const [, number, unit] = /^(\d+(?:\.\d+)?)(d|h|m|s|ms)?$/.exec(text) ?? [];
  if (number === undefined) throw notSimulated(`the literal ${text}`);
  return Number(number) * (unit === undefined ? 1 : (milliseconds[unit] ?? 1));
}

type Function = (values: readonly unknown[], scope: Scope) => unknown;

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

/** Functions that expressions may call. */
export const functions: Readonly<Record<string, Function>> = {
  now: (_, { now }) => new Date(now),
  ago: ([span], { now }) => new Date(now - Number(span)),
  isnull: ([value]) => value === null,
  isnotnull: ([value]) => value !== null,
  tostring: ([value]) => textOf(value),
  tobool: ([value]) =>
    /^(?:true|1)$/i.test(textOf(value)) || (/^(?:false|0)$/i.test(textOf(value)) ? false : null),
  tolower: ([value]) => textOf(value).toLowerCase(),
  split: ([text, by]) => textOf(text).split(textOf(by)),
  dynamic: ([value]) => value,
  todynamic: ([value]) => parsed(textOf(value)),
  coalesce: (values) => values.find((value) => value !== null && value !== "") ?? null,
  strcat: (values) => values.map(textOf).join(""),
  iff: ([condition, one, other]) => (condition === true ? one : other),
  isnotempty: ([value]) => textOf(value) !== "",
  bin: ([value, size]) => {
    const floor = Math.floor(Number(value) / Number(size)) * Number(size);
    return value instanceof Date ? new Date(floor) : floor;
  },
  column_ifexists: ([name, otherwise], { columns, row }) =>
    columns.some((column) => column.name === name) ? (row[textOf(name)] ?? null) : otherwise,
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === "" ? null : text;
  }
}

const isWord = (character: string | undefined): boolean => /[\p{L}\p{N}]/u.test(character ?? "");

/** Whole terms of letters and digits, in any case, as `has` looks for them. */
function hasTerm(text: string, term: string): boolean {
  const [inText, wanted] = [text.toLowerCase(), term.toLowerCase()];
  for (let at = inText.indexOf(wanted); at >= 0; at = inText.indexOf(wanted, at + 1)) {
    if (!isWord(inText[at - 1]) && !isWord(inText[at + wanted.length])) return true;
  }
  return false;
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);
const isSame = (one: unknown, other: unknown): boolean => plain(one) === plain(other);
const fold = (value: unknown): unknown => (typeof value === "string" ? value.toLowerCase() : value);
const ordered =
  (holds: (one: number | string, other: number | string) => boolean) =>
  (one: unknown, other: unknown): boolean =>
    one !== null && other !== null && holds(plain(one) as number, plain(other) as number);

/** Comparisons. One with nothing is false, but "!=" of nothing and something is true. */
export const comparisons: Readonly<Record<string, (one: unknown, other: unknown) => boolean>> = {
  "==": (one, other) => one !== null && isSame(one, other),
  "!=": (one, other) =>
    (one === null) !== (other === null) || (one !== null && !isSame(one, other)),
  "=~": (one, other) => one !== null && isSame(fold(one), fold(other)),
  "<": ordered((one, other) => one < other),
  ">": ordered((one, other) => one > other),
  "<=": ordered((one, other) => one <= other),
  ">=": ordered((one, other) => one >= other),
  in: (one, list) => (list as unknown[]).some((other) => isSame(one, other)),
  has_any: (one, list) => (list as unknown[]).some((other) => hasTerm(textOf(one), textOf(other))),
  "!in": (one, list) => !(list as unknown[]).some((other) => isSame(one, other)),
  "!in~": (one, list) => !(list as unknown[]).some((other) => isSame(fold(one), fold(other))),
  "in~": (one, list) => (list as unknown[]).some((other) => isSame(fold(one), fold(other))),
};

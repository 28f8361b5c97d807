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
  column_ifexists: ([name, otherwise], { columns, row }) =>
    columns.some((column) => column.name === name) ? (row[textOf(name)] ?? null) : otherwise,
};

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
  "in~": (one, list) => (list as unknown[]).some((other) => isSame(fold(one), fold(other))),
};

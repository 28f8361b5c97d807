import { notSimulated, type Scope, unresolvedName } from "./kql-scope";
import type { Token } from "./kql-tokens";
import { comparisons, functions, literalOf } from "./kql-values";

const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/** The value of an expression for one row; throws a QueryRefused. */
export function valueOf(tokens: readonly Token[], scope: Scope): unknown {
  const reader = readerOf(tokens);
  const value = disjunction(reader, scope);
  if (reader.peek() !== "") throw notSimulated(`"${reader.peek()}" in an expression`);
  return value;
}

interface Reader {
  /** The text of the next token, empty at the end. */
  peek(ahead?: number): string;
  next(): Token;
  /** Whether these tokens come next; they are then read. */
  take(...texts: string[]): boolean;
}

function readerOf(tokens: readonly Token[]): Reader {
  let at = 0;
  const peek = (ahead = 0): string => tokens[at + ahead]?.text ?? "";
  return {
    peek,
    next() {
      const token = tokens[at++];
      if (token === undefined) throw notSimulated("an expression that ends early");
      return token;
    },
    take(...texts) {
      const isNext = texts.every((text, ahead) => peek(ahead) === text);
      if (isNext) at += texts.length;
      return isNext;
    },
  };
}

function disjunction(reader: Reader, scope: Scope): unknown {
  let value = conjunction(reader, scope);
  while (reader.take("or")) {
    const other = conjunction(reader, scope);
    value = value === true || other === true;
  }
  return value;
}

function conjunction(reader: Reader, scope: Scope): unknown {
  let value = comparison(reader, scope);
  while (reader.take("and")) {
    const other = comparison(reader, scope);
    value = value === true && other === true;
  }
  return value;
}

/** The longer ones first. */
const signs = [
  ["=", "="],
  ["!", "="],
  ["=", "~"],
  ["<", "="],
  [">", "="],
  ["<"],
  [">"],
  ["!", "in", "~"],
  ["!", "in"],
  ["in", "~"],
  ["in"],
  ["has_any"],
];

function comparison(reader: Reader, scope: Scope): unknown {
  const value = product(reader, scope);
  const sign = signs.find((texts) => reader.take(...texts))?.join("");
  const compare = sign === undefined ? undefined : comparisons[sign];
  if (!compare) return value;
  if (!/^!?in|^has_any/.test(sign ?? "")) return compare(value, product(reader, scope));
  if (!reader.take("(")) throw notSimulated(`"${sign}" without a list`);
  return compare(value, listOf(reader, scope, ")").flat());
}

function product(reader: Reader, scope: Scope): unknown {
  let value = path(reader, scope);
  while (reader.take("*")) value = Number(value) * Number(path(reader, scope));
  return value;
}

/** `Data.indicator_types`, `split(Key, ":")[0]`; a path that leads nowhere is null. */
function path(reader: Reader, scope: Scope): unknown {
  let value = primary(reader, scope);
  for (;;) {
    if (reader.take(".")) value = member(value, reader.next().text);
    else if (reader.take("[")) value = member(value, String(listOf(reader, scope, "]")[0]));
    else return value;
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? ((value as Record<string, unknown>)[name] ?? null)
    : null;

function primary(reader: Reader, scope: Scope): unknown {
  if (reader.take("(")) return listOf(reader, scope, ")")[0];
  if (reader.take("[")) return listOf(reader, scope, "]");
  const token = reader.next();
  if (token.kind === "string" || token.kind === "number") return literalOf(token);
  if (token.kind !== "name") throw notSimulated(`"${token.text}" in an expression`);
  if (!reader.take("(")) return named(token.text, scope);
  const call = functions[token.text];
  if (!call) throw notSimulated(`the function ${token.text}()`);
  return call(listOf(reader, scope, ")"), scope);
}

function listOf(reader: Reader, scope: Scope, end: string): unknown[] {
  const values: unknown[] = [];
  while (!reader.take(end)) {
    values.push(disjunction(reader, scope));
    if (!reader.take(",") && reader.peek() !== end)
      throw notSimulated(`"${reader.peek()}" in a list`);
  }
  return values;
}

function named(name: string, { row, columns, lets }: Scope): unknown {
  if (Object.hasOwn(words, name)) return words[name];
  if (lets.has(name)) return lets.get(name);
  if (!columns.some((column) => column.name === name)) throw unresolvedName(name);
  return row[name] ?? null;
}

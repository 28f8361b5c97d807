import { badRequest } from "./arm-error";
import { ticksOf } from "./timestamp";

/** What can be compared in a row, by its path in a query. */
export type Comparables<T> = Record<string, Comparable<T>>;

interface Comparable<T> {
  type: "text" | "number" | "time";
  /** Undefined when the row has no such member: it then fits no comparison but `ne`. */
  read: (row: T) => string | number | undefined;
}

type Predicate<T> = (row: T) => boolean;

const comparisonPattern = /^(\S+)\s+(eq|ne|ge|gt|le|lt)\s+('(?:[^']|'')*'|\S+)$/i;

/**
 * The part of OData's $filter that the incidents API is used with: comparisons joined by `and` and
 * `or`, without brackets. Times stand without quotation marks, texts with.
 */
export function filterOf<T>(filter: string | null, comparables: Comparables<T>): Predicate<T> {
  if (!filter) return () => true;
  const anyOf = joined(filter, "or").map((part) =>
    joined(part, "and").map((comparison) => comparisonOf(comparison, comparables)),
  );
  return (row) => anyOf.some((allOf) => allOf.every((fits) => fits(row)));
}

/** Sorts by one member, as $orderby says; the newest first when it says nothing. */
export function ordered<T>(rows: T[], orderby: string | null, comparables: Comparables<T>): T[] {
  const [, path, direction = "asc"] =
    /^(\S+)(?:\s+(asc|desc))?$/i.exec(orderby ?? "properties/createdTimeUtc desc") ?? [];
  if (path === undefined) return badRequest(`The $orderby '${orderby}' is not valid.`);
  const member = comparableAt(path, comparables);
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: keyOf(member, row) }));
  return keyed.toSorted((a, b) => sign * compare(a.key, b.key)).map(({ row }) => row);
}

function comparisonOf<T>(text: string, comparables: Comparables<T>): Predicate<T> {
  const [, path = "", operator = "", literal = ""] = comparisonPattern.exec(text.trim()) ?? [];
  if (path === "") return badRequest(`Invalid filter clause: '${text.trim()}'.`);
  const member = comparableAt(path, comparables);
  const wanted = literalOf(literal);
  if (wanted.type !== member.type) return incompatible(member.type, wanted.type, operator);
  return (row) => {
    const key = keyOf(member, row);
    if (key === undefined) return operator.toLowerCase() === "ne";
    return holds(compare(key, wanted.key), operator.toLowerCase());
  };
}

const comparableAt = <T>(path: string, comparables: Comparables<T>): Comparable<T> =>
  comparables[path] ??
  badRequest(
    `Could not find a property named '${path}' on type 'Microsoft.SecurityInsights.Incident'.`,
  );

/** Splits at a word outside of quotation marks. */
const joined = (text: string, word: string): string[] =>
  text.split(new RegExp(`\\s+${word}\\s+(?=(?:[^']*'[^']*')*[^']*$)`, "i"));

type Key = string | number | bigint;

function literalOf(text: string): { type: Comparable<unknown>["type"]; key: Key } {
  if (text.startsWith("'")) {
    return { type: "text", key: text.slice(1, -1).replaceAll("''", "'").toLowerCase() };
  }
  if (/^-?\d+$/.test(text)) return { type: "number", key: Number(text) };
  const key = ticksOf(text);
  if (key === undefined) return badRequest(`Invalid filter clause: '${text}' is not a literal.`);
  return { type: "time", key };
}

/** Times become numbers of ticks, so that seven fractional digits compare exactly. */
function keyOf<T>({ type, read }: Comparable<T>, row: T): Key | undefined {
  const value = read(row);
  if (typeof value !== "string") return value;
  return type === "time" ? ticksOf(value) : value.toLowerCase();
}

function compare(a: Key | undefined, b: Key | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  return a < b ? -1 : 1;
}

function holds(order: number, operator: string): boolean {
  if (operator === "eq" || operator === "ne") return (order === 0) === (operator === "eq");
  if (order === 0) return operator === "ge" || operator === "le";
  return operator.startsWith("g") ? order > 0 : order < 0;
}

const edmTypes = { text: "Edm.String", number: "Edm.Int32", time: "Edm.DateTimeOffset" };

const incompatible = (
  member: Comparable<unknown>["type"],
  literal: Comparable<unknown>["type"],
  operator: string,
): never =>
  badRequest(
    "A binary operator with incompatible types was detected. Found operand types " +
      `'${edmTypes[member]}' and '${edmTypes[literal]}' for operator kind '${operator}'.`,
  );

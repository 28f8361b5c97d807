import type { Row } from "./tables";

/** What an encoded query asks for: the records it keeps, and their order. */
export interface Query {
  matches: (row: Row) => boolean;
  /** Fields to sort by, the first one first. */
  order: { field: string; descending: boolean }[];
  /** Whether a part was not understood, and left out. */
  hasDropped: boolean;
}

type Test = (value: string) => boolean;

interface Condition {
  field: string;
  test: Test;
}

/** Comparisons know no case, as in the instance's database. Longest operators first. */
const operators: [name: string, test: (operand: string) => Test][] = [
  ["ISNOTEMPTY", () => (value) => value !== ""],
  ["ISEMPTY", () => (value) => value === ""],
  ["STARTSWITH", (operand) => (value) => value.startsWith(operand)],
  ["ENDSWITH", (operand) => (value) => value.endsWith(operand)],
  ["NOT LIKE", (operand) => (value) => !value.includes(operand)],
  ["NOT IN", (operand) => (value) => !operand.split(",").includes(value)],
  ["CONTAINS", (operand) => (value) => value.includes(operand)],
  ["LIKE", (operand) => (value) => value.includes(operand)],
  ["IN", (operand) => (value) => operand.split(",").includes(value)],
  ["!=", (operand) => (value) => value !== operand],
  [">=", (operand) => (value) => compare(value, operand) >= 0],
  ["<=", (operand) => (value) => compare(value, operand) <= 0],
  ["=", (operand) => (value) => value === operand],
  [">", (operand) => (value) => compare(value, operand) > 0],
  ["<", (operand) => (value) => compare(value, operand) < 0],
];

/**
 * Reads an encoded query (`^`, `^OR`, `^NQ`, `ORDERBY`, `ORDERBYDESC`; `^^` is a literal caret):
 * https://www.servicenow.com/docs/r/platform-user-interface/c_EncodedQueryStrings.html. A condition
 * on a field that the table does not have is dropped, and the rest of the query runs.
 */
export function parseQuery(text: string, knownFields: ReadonlySet<string>): Query {
  const order: Query["order"] = [];
  let hasDropped = false;
  // Queries joined by ^NQ; in each, groups joined by ^; in each, conditions joined by ^OR.
  const queries: Condition[][][] = [[]];

  for (const term of termsOf(text)) {
    const sort = /^ORDERBY(DESC)?(\w+)$/.exec(term);
    if (sort) {
      const [, descending, field = ""] = sort;
      if (knownFields.has(field)) order.push({ field, descending: descending !== undefined });
      continue;
    }
    if (term === "EQ") continue;
    const [, joint = "", rest = ""] = /^(NQ|OR)?(.*)$/s.exec(term) ?? [];
    if (joint === "NQ") queries.push([]);
    const condition = conditionOf(rest, knownFields);
    const groups = queries.at(-1) ?? [];
    // A dropped condition still holds its place: an ^OR after it joins nothing that stands before.
    const group = joint === "OR" ? groups.at(-1) : undefined;
    if (!group) groups.push(condition ? [condition] : []);
    else if (condition) group.push(condition);
    hasDropped ||= !condition;
  }

  return { order, hasDropped, matches: (row) => queries.some((groups) => fits(row, groups)) };
}

/** An empty group is one whose conditions were all dropped. */
const fits = (row: Row, groups: Condition[][]): boolean =>
  groups.every(
    (group) =>
      group.length === 0 || group.some(({ field, test }) => test((row[field] ?? "").toLowerCase())),
  );

function termsOf(text: string): string[] {
  const caret = "\u0000";
  return text
    .replaceAll("^^", caret)
    .split("^")
    .map((term) => term.replaceAll(caret, "^"))
    .filter((term) => term !== "");
}

function conditionOf(text: string, knownFields: ReadonlySet<string>): Condition | undefined {
  const [, field = "", rest = ""] = /^([a-z0-9_]+)(.*)$/s.exec(text) ?? [];
  const found = operators.find(([name]) => rest.startsWith(name));
  if (!found || !knownFields.has(field)) return undefined;
  const [name, test] = found;
  return { field, test: test(rest.slice(name.length).toLowerCase()) };
}

function compare(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (a !== "" && b !== "" && !Number.isNaN(difference)) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorts records as a query says; without an order they stay as they were created. */
export function sorted(rows: readonly Row[], order: Query["order"]): Row[] {
  return rows.toSorted((a, b) => {
    for (const { field, descending } of order) {
      const difference = compare(a[field] ?? "", b[field] ?? "");
      if (difference !== 0) return descending ? -difference : difference;
    }
    return 0;
  });
}

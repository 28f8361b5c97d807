import type { Column } from "./column";
import type { Token } from "./kql-tokens";

interface Aggregate {
  /** Prefix of the column's name when the query gives none: `set_` of `make_set(User)`. */
  prefix: string;
  /** Empty: that of its argument. */
  type: string;
  ofNothing: unknown;
}

// Cells of type dynamic come as JSON texts.
const aggregates: Record<string, Aggregate> = {
  count: { prefix: "count", type: "long", ofNothing: 0 },
  countif: { prefix: "countif", type: "long", ofNothing: 0 },
  dcount: { prefix: "dcount", type: "long", ofNothing: 0 },
  dcountif: { prefix: "dcountif", type: "long", ofNothing: 0 },
  sum: { prefix: "sum", type: "long", ofNothing: 0 },
  avg: { prefix: "avg", type: "real", ofNothing: "NaN" },
  make_set: { prefix: "set", type: "dynamic", ofNothing: "[]" },
  make_set_if: { prefix: "set", type: "dynamic", ofNothing: "[]" },
  make_list: { prefix: "list", type: "dynamic", ofNothing: "[]" },
  make_list_if: { prefix: "list", type: "dynamic", ofNothing: "[]" },
  min: { prefix: "min", type: "", ofNothing: null },
  max: { prefix: "max", type: "", ofNothing: null },
  minif: { prefix: "minif", type: "", ofNothing: null },
  maxif: { prefix: "maxif", type: "", ofNothing: null },
  take_any: { prefix: "any", type: "", ofNothing: null },
};

const functionTypes: Record<string, string> = {
  tostring: "string",
  todatetime: "datetime",
  tolong: "long",
  toint: "int",
  todouble: "real",
  tobool: "bool",
  todynamic: "dynamic",
  parse_json: "dynamic",
};

/** Name and type of an expression in a list of columns, and what it is over no rows. */
export function aggregateOf(tokens: readonly Token[], columns: readonly Column[], index: number) {
  const [first, second] = tokens;
  const isCall = first?.kind === "name" && second?.text === "(";
  if (!isCall) return { ...plain(tokens, columns, index), ofNothing: null };
  const argument = tokens.slice(2).find(({ kind }) => kind === "name")?.text ?? "";
  const argumentType = typeOfColumn(argument, columns);
  const aggregate = aggregates[first.text];
  if (aggregate) {
    const { prefix, type, ofNothing } = aggregate;
    const name = `${prefix}_${prefix.startsWith("count") ? "" : argument}`;
    return { name, type: type || argumentType, ofNothing };
  }
  if (first.text === "bin") return { name: argument, type: argumentType, ofNothing: null };
  return {
    name: `Column${index + 1}`,
    type: functionTypes[first.text] ?? "string",
    ofNothing: null,
  };
}

/** A column, or a path into one: `Status.errorCode` is named `Status_errorCode`. */
function plain(tokens: readonly Token[], columns: readonly Column[], index: number): Column {
  const isPath = tokens.every(({ kind, text }) => kind === "name" || text === ".");
  if (!isPath) return { name: `Column${index + 1}`, type: "string" };
  const names = tokens.filter(({ kind }) => kind === "name").map(({ text }) => text);
  const [name = ""] = names;
  return names.length === 1
    ? { name, type: typeOfColumn(name, columns) }
    : { name: names.join("_"), type: "dynamic" };
}

const typeOfColumn = (name: string, columns: readonly Column[]): string =>
  columns.find((column) => column.name === name)?.type ??
  (/^TimeGenerated$|Time(?:Utc)?$/.test(name) ? "datetime" : "string");

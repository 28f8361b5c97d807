import type { ColumnInfo, Dialect, Parameter, Statement } from "./driver";

/** A table as a sweep reads it. */
export interface Table {
  dialect: Dialect;
  /** Quoted. */
  name: string;
  /** Columns that are read, quoted, in their order. */
  columns: readonly string[];
  /** In the order of keys: first what rows are ordered by, then what tells equals apart. */
  keys: readonly ColumnInfo[];
}

/** Rows of a page. */
export const PAGE = 20_000;

/** Behind an alias: a bare name in ORDER BY could mean the key's text, which sorts otherwise. */
const column = (dialect: Dialect, name: string): string => `r.${dialect.quote(name)}`;

const selected = ({ dialect, columns, keys, name }: Table): string =>
  `SELECT ${[...columns.map((one) => `r.${one}`), ...texts(dialect, keys)].join(", ")} FROM ${name} r`;

const texts = (dialect: Dialect, keys: readonly ColumnInfo[]): string[] =>
  keys.map((key) => dialect.keyText(column(dialect, key.name), key));

/** What `describe` is asked with: keys alone, as they are. */
export const keysOnly = (dialect: Dialect, name: string, keys: readonly string[]): string =>
  dialect.empty(`SELECT ${keys.map((key) => dialect.quote(key)).join(", ")} FROM ${name}`);

/** Collects the parameters of one statement, in the order of their places. */
function binder(dialect: Dialect) {
  const parameters: Parameter[] = [];
  const place = (type: Parameter["type"], value: string | number): string => {
    const name = `p${parameters.length}`;
    parameters.push({ name, type, value });
    return dialect.parameter(name, parameters.length - 1);
  };
  return {
    parameters,
    count: (value: number): string => place("count", value),
    key: (info: ColumnInfo, value: string): string =>
      dialect.keyValue(place(info.type === "integer" ? "integer" : "text", value), info),
  };
}

type Binder = ReturnType<typeof binder>;

/** (k0 > a) OR (k0 = a AND k1 > b) OR …: T-SQL cannot compare rows. */
function after({ dialect, keys }: Table, values: readonly string[], bind: Binder): string {
  const parts = keys.map((key, at) => {
    const equal = keys
      .slice(0, at)
      .map((one, index) => `${column(dialect, one.name)} = ${bind.key(one, values[index]!)}`);
    return [...equal, `${column(dialect, key.name)} > ${bind.key(key, values[at]!)}`].join(" AND ");
  });
  return `(${parts.map((part) => `(${part})`).join(" OR ")})`;
}

const ordered = ({ dialect, keys }: Table, direction = ""): string =>
  `ORDER BY ${keys.map(({ name }) => `${column(dialect, name)}${direction}`).join(", ")}`;

/** The row with the largest key. */
export function lastRow(table: Table): Statement {
  const { dialect, keys, name } = table;
  const bind = binder(dialect);
  const bound = boundOf(table);
  const where = bound === undefined ? "" : ` WHERE ${bound}`;
  const select = `SELECT ${texts(dialect, keys).join(", ")} FROM ${name} r${where} ${ordered(table, " DESC")}`;
  const sql = dialect.limited(select, bind.count(1));
  return { sql, parameters: bind.parameters };
}

/** Rows of transactions that are still open lie at or behind it. */
function boundOf({ dialect, keys }: Table): string | undefined {
  const [first] = keys;
  if (first?.type !== "rowversion" || dialect.openVersion === undefined) return undefined;
  return `${column(dialect, first.name)} < ${dialect.openVersion}`;
}

/** A page of rows behind a key (all of them without one), up to a first key. */
export function pageAfter(
  table: Table,
  from: readonly string[] | null,
  upTo: string,
  count: number,
): Statement {
  const { dialect, keys } = table;
  const bind = binder(dialect);
  // The order of places in the text is the order of parameters: where TOP stands first, it comes first.
  const isFirst = dialect.limited("SELECT x", "?").startsWith("SELECT TOP");
  const top = isFirst ? bind.count(count) : undefined;
  const conditions = [
    ...(from ? [after(table, from, bind)] : []),
    `${column(dialect, keys[0]!.name)} <= ${bind.key(keys[0]!, upTo)}`,
    boundOf(table),
  ].filter((one) => one !== undefined);
  const select = `${selected(table)} WHERE ${conditions.join(" AND ")} ${ordered(table)}`;
  const sql = dialect.limited(select, top ?? bind.count(count));
  return { sql, parameters: bind.parameters };
}

/** Rows whose first key lies in a range, both ends included. */
export function between(table: Table, from: string, to: string, count: number): Statement {
  const { dialect, keys } = table;
  const bind = binder(dialect);
  const isFirst = dialect.limited("SELECT x", "?").startsWith("SELECT TOP");
  const top = isFirst ? bind.count(count) : undefined;
  const first = column(dialect, keys[0]!.name);
  const range = `${first} >= ${bind.key(keys[0]!, from)} AND ${first} <= ${bind.key(keys[0]!, to)}`;
  const select = `${selected(table)} WHERE ${range} ${ordered(table)}`;
  const sql = dialect.limited(select, top ?? bind.count(count));
  return { sql, parameters: bind.parameters };
}

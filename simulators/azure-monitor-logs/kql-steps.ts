import { valueOf } from "./kql-expression";
import { type Operator, splitAt } from "./kql-query";
import { notSimulated, type Rest, type Row, type TableRows } from "./kql-scope";
import { itemsOf, summarize } from "./kql-summarize";
import type { Token } from "./kql-tokens";

type Step = (table: TableRows, tokens: readonly Token[], rest: Rest) => TableRows;

/** Runs the operators of a pipeline one after another. */
export function evaluatedSteps(operators: Operator[], table: TableRows, rest: Rest): TableRows {
  return operators.reduce((before: TableRows, { name, tokens }: Operator) => {
    const step = steps[name];
    if (!step) throw notSimulated(`the operator "${name}"`);
    return step(before, tokens, rest);
  }, table);
}

const steps: Readonly<Record<string, Step>> = {
  where(table, tokens, rest) {
    const holds = eachValue(table, tokens, rest);
    return { ...table, rows: table.rows.filter((_, index) => holds[index] === true) };
  },
  project(table, tokens, rest) {
    const items = itemsOf(tokens, table.columns);
    const columns = items.map(({ name, type }) => ({ name, type }));
    return { columns, rows: withItems(table, items, rest) };
  },
  extend(table, tokens, rest) {
    const items = itemsOf(tokens, table.columns);
    const added = withItems(table, items, rest);
    const kept = table.columns.filter(({ name }) => !items.some((item) => item.name === name));
    return {
      columns: [...kept, ...items.map(({ name, type }) => ({ name, type }))],
      rows: table.rows.map((row, index) => ({ ...row, ...added[index] })),
    };
  },
  "mv-expand"(table, tokens) {
    const [column] = tokens;
    if (!column || tokens.length !== 1) throw notSimulated("mv-expand but of one column");
    return {
      ...table,
      rows: table.rows.flatMap((row) => {
        const value = row[column.text];
        if (!Array.isArray(value)) return [row];
        return value.map((item: unknown) => ({ ...row, [column.text]: item }));
      }),
    };
  },
  summarize,
  count: ({ rows }) => ({
    columns: [{ name: "Count", type: "long" }],
    rows: [{ Count: rows.length }],
  }),
  take: (table, [most]) => ({ ...table, rows: table.rows.slice(0, Number(most?.text)) }),
  top(table, tokens, rest) {
    const [most = [], by = []] = splitAt(tokens, "by");
    const sign = by.at(-1)?.text === "asc" ? 1 : -1;
    const key = by.filter(({ text }) => text !== "asc" && text !== "desc");
    const keys = eachValue(table, key, rest);
    const order = (index: number): number => Number(keys[index] ?? Number.MIN_SAFE_INTEGER);
    const sorted = table.rows
      .map((row, index) => ({ row, at: sign * order(index) }))
      .toSorted((one, other) => one.at - other.at);
    return { ...table, rows: sorted.slice(0, Number(most[0]?.text)).map(({ row }) => row) };
  },
};

const withItems = (table: TableRows, items: ReturnType<typeof itemsOf>, rest: Rest): Row[] => {
  const cells = items.map((item) => eachValue(table, item.tokens, rest));
  return table.rows.map((_, index) =>
    Object.fromEntries(items.map(({ name }, column) => [name, cells[column]?.[index]])),
  );
};

/** The value of an expression for each row. A name that is not there is refused without rows, too. */
function eachValue({ columns, rows }: TableRows, tokens: readonly Token[], rest: Rest): unknown[] {
  const value = (row: Row): unknown => valueOf(tokens, { row, columns, ...rest });
  value({});
  return rows.map(value);
}

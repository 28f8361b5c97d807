import type { Answer } from "../simulator";
import { cellsOf, evaluated } from "./kql-evaluate";
import { type Query, queryOf } from "./kql-query";
import { emptyResult } from "./kql-result";
import { QueryRefused, type TableRows } from "./kql-scope";
import { commonTables, tablesOf } from "./kql-tables";
import { tokensOf } from "./kql-tokens";
import { refusedQuery, syntaxError, unresolved } from "./problem";
import type { QueryRequest } from "./query-request";
import type { Canned, TableColumns } from "./scene";

/** What the workspace holds. */
export interface Logs {
  /** The newest first. */
  answers: readonly Canned[];
  tables: TableColumns;
  missingTables: readonly string[];
  /** The rows of tables that hold some: a query that starts from one is evaluated. */
  rows: Readonly<Record<string, () => TableRows>>;
  now: number;
}

const everyTable = [
  { name: "TimeGenerated", type: "datetime" },
  { name: "TenantId", type: "string" },
  { name: "Type", type: "string" },
];

/**
 * Answers a query: refused when malformed or about no table, else canned, else evaluated where a
 * table of it is held; about tables that are not, only the columns of an empty result are worked out.
 */
export function answerQuery(
  asking: QueryRequest,
  logs: Logs,
): { answer: Answer; tables: string[] } {
  const tokens = tokensOf(asking.query);
  if (!Array.isArray(tokens)) return { answer: syntaxError(tokens), tables: [] };
  const query = queryOf(tokens);
  const missing = new Set(logs.missingTables);
  const existing = new Set(
    [...commonTables, ...Object.keys(logs.tables)].filter((name) => !missing.has(name)),
  );
  const tables = tablesOf(tokens, query, existing, missing);
  if (tables.unresolved !== undefined) {
    const operator = query.operators[0]?.name;
    return { answer: unresolved(tables.unresolved, operator), tables: tables.named };
  }
  const canned = logs.answers.find(({ contains }) =>
    contains.every((text) => asking.query.includes(text)),
  );
  try {
    const result = canned ?? resultOf(query, tables.named, logs);
    return { answer: { body: bodyOf(asking, result, canned?.partial) }, tables: tables.named };
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error;
    return { answer: refusedQuery(error), tables: tables.named };
  }
}

function resultOf(query: Query, named: string[], logs: Logs) {
  const missing = new Set(logs.missingTables);
  const held = (name: string): TableRows | undefined =>
    missing.has(name) ? undefined : logs.rows[name]?.();
  if (!named.some((name) => held(name) !== undefined)) {
    return emptyResult(query, logs.tables[named[0] ?? ""] ?? everyTable);
  }
  const result = evaluated(query, held, logs.now);
  return {
    columns: result.columns.map(({ name, type }) => ({ name, type })),
    rows: cellsOf(result),
  };
}

function bodyOf(
  { prefer }: QueryRequest,
  { columns, rows }: Pick<Canned, "columns" | "rows">,
  partial: Canned["partial"],
) {
  return {
    tables: [{ name: "PrimaryResult", columns, rows }],
    ...(prefer.wantsStatistics ? { statistics: statisticsOf(rows.length) } : {}),
    ...(prefer.wantsRender ? { render: { visualization: null } } : {}),
    ...(partial ? { error: partialError(partial) } : {}),
  };
}

const statisticsOf = (tableRowCount: number) => ({
  query: {
    executionTime: 0.0156,
    resourceUsage: { cache: { memory: { hits: 0, misses: 0, total: 0 } } },
    datasetStatistics: [{ tableRowCount, tableSize: 0 }],
  },
});

/** A result that is not whole: 200, with an error beside the tables. */
const partialError = ({ code, message }: { code: string; message: string }) => ({
  code: "PartialError",
  message: "There were some errors when processing your query.",
  details: [
    {
      code: "EngineError",
      message: "Something went wrong processing your query on the server.",
      innererror: { code, message, severity: 2, severityName: "Error" },
    },
  ],
});

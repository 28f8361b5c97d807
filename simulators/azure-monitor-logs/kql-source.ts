import { queryOf, splitAt } from "./kql-query";
import { notSimulated, type Rest, type TableRows } from "./kql-scope";
import { evaluatedSteps } from "./kql-steps";
import { withoutParameters } from "./kql-tables";
import type { Token } from "./kql-tokens";

type Held = (table: string) => TableRows | undefined;

/** The rows that a pipeline starts from: a table, or a union of tables and of pipelines in brackets. */
export function sourceRows(source: readonly Token[], held: Held, rest: Rest): TableRows {
  const [first, ...others] = source;
  if (first?.text !== "union") return legRows(source, held, rest) ?? missing(first);
  const legs = splitAt(withoutParameters(others), ",")
    .map((leg) => legRows(leg, held, rest))
    .filter((leg) => leg !== undefined);
  const columns = new Map(legs.flatMap((leg) => leg.columns.map((one) => [one.name, one])));
  return { columns: [...columns.values()], rows: legs.flatMap(({ rows }) => rows) };
}

/** Undefined for a table that is not there: a fuzzy union does without it. */
function legRows(leg: readonly Token[], held: Held, rest: Rest): TableRows | undefined {
  const [first, second] = leg;
  if (first?.kind === "name" && second === undefined) return held(first.text);
  if (first?.text !== "(") throw notSimulated(`"${first?.text ?? ""}" for a table`);
  const { source, operators } = queryOf(leg.slice(1, -1));
  const rows = legRows(source, held, rest);
  return rows && evaluatedSteps(operators, rows, rest);
}

function missing(token: Token | undefined): never {
  throw notSimulated(`"${token?.text ?? ""}" for a table`);
}

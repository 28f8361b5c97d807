import type { Answer, SimulatedRequest } from "../simulator";
import { filterOf } from "./filter";
import { refuse } from "./problem";

const largestPage = 10_000;

/** A page of a list, by `$filter`, `$top` and `$skip`. */
export function listAnswer(
  { query }: SimulatedRequest,
  name: string,
  rows: readonly object[],
  filterable: readonly string[],
): Answer & { body: { value: object[] } } {
  const filter = query.get("$filter");
  const fits = filter === null ? () => true : filterOf(filter, filterable);
  const found = rows.filter((row) => fits({ ...row }));
  const skip = countOf(query, "$skip", 0, Infinity);
  const value = found.slice(skip, skip + countOf(query, "$top", largestPage, largestPage));
  const context = `https://api.security.microsoft.com/api/$metadata#${name}`;
  return { body: { "@odata.context": context, value } as { value: object[] } };
}

function countOf(query: URLSearchParams, name: string, otherwise: number, most: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,6}$/.test(text) || Number(text) > most) {
    return refuse(
      400,
      "ODataError",
      `Invalid value '${text.slice(0, 40)}' for ${name} query option.`,
    );
  }
  return Number(text);
}

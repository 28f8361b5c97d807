import { isIP } from "node:net";
import { isRecord } from "../simulator";
import { ElasticError, notUnderstood } from "./errors";

/** A document by the whole names of its fields; a field may have several values. */
export type Fields = Readonly<Record<string, unknown[]>>;
export type Filter = (fields: Fields) => boolean;

/** {"source": {"ip": "10.0.0.7"}} and {"source.ip": "10.0.0.7"} alike. */
export function fieldsOf(source: Record<string, unknown>, before = ""): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {};
  for (const [name, value] of Object.entries(source)) {
    if (isRecord(value)) Object.assign(found, fieldsOf(value, `${before}${name}.`));
    else found[before + name] = Array.isArray(value) ? value : [value];
  }
  return found;
}

/** Query DSL, as far as events are filtered by it: bool, term, range. */
export function filterOf(query: unknown, now: number): Filter {
  const [kind, body, ...more] = isRecord(query) ? Object.entries(query).flat() : [];
  if (typeof kind !== "string" || more.length > 0 || !isRecord(body)) {
    throw notUnderstood("[bool] query malformed, no start_object after query name");
  }
  if (kind === "match_all") return () => true;
  if (kind === "bool") return bool(body, now);
  if (kind === "term") return term(body);
  if (kind === "range") return range(body, now);
  throw notUnderstood(`unknown query [${kind}]`);
}

function bool(body: Record<string, unknown>, now: number): Filter {
  const { filter = [], should = [], minimum_should_match: least, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw notUnderstood(`[bool] query does not support [${unknown}]`);
  const all = [filter].flat().map((one) => filterOf(one, now));
  const some = [should].flat().map((one) => filterOf(one, now));
  const needed = typeof least === "number" ? least : all.length > 0 ? 0 : Math.min(1, some.length);
  return (fields) =>
    all.every((one) => one(fields)) && some.filter((one) => one(fields)).length >= needed;
}

/** Fields that Elastic's templates map as addresses. */
const isOfAddresses = (field: string): boolean => /(?:^|[._])ip$/.test(field);

function term(body: Record<string, unknown>): Filter {
  const [field = "", given] = Object.entries(body)[0] ?? [];
  const { value, case_insensitive: isAnyCase } = isRecord(given) ? given : { value: given };
  if (typeof value !== "string") throw notUnderstood("[term] query does not support [value]");
  if (isOfAddresses(field)) {
    if (isAnyCase === true) throw notForAddresses(field);
    const address = canonical(value);
    return (fields) => (fields[field] ?? []).some((one) => canonical(String(one)) === address);
  }
  const folded = (text: string): string => (isAnyCase === true ? text.toLowerCase() : text);
  return (fields) => (fields[field] ?? []).some((one) => folded(String(one)) === folded(value));
}

const notForAddresses = (field: string): ElasticError =>
  new ElasticError(
    400,
    "query_shard_exception",
    `[${field}] field which is of type [ip], does not support case insensitive term queries`,
  );

function canonical(text: string): string {
  if (isIP(text) === 0) {
    const reason = `'${text}' is not an IP string literal.`;
    throw new ElasticError(400, "query_shard_exception", `failed to create query: ${reason}`);
  }
  return isIP(text) === 6 ? new URL(`http://[${text}]`).hostname : text;
}

function range(body: Record<string, unknown>, now: number): Filter {
  const [field = "", bounds] = Object.entries(body)[0] ?? [];
  const { gte, lte, ...others } = isRecord(bounds) ? bounds : {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw notUnderstood(`[range] query does not support [${unknown}]`);
  const from = gte === undefined ? Number.NEGATIVE_INFINITY : timeOf(gte, now);
  const to = lte === undefined ? Number.POSITIVE_INFINITY : timeOf(lte, now);
  return (fields) =>
    (fields[field] ?? []).some((one) => {
      const time = Date.parse(String(one));
      return time >= from && time <= to;
    });
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** https://www.elastic.co/docs/reference/elasticsearch/rest-apis/common-options#date-math */
function timeOf(text: unknown, now: number): number {
  const [all, count, unit = ""] = /^now(?:-(\d{1,6})([smhd]))?$/.exec(String(text)) ?? [];
  if (all !== undefined) return now - Number(count ?? 0) * (unitMs[unit] ?? 0);
  const time = Date.parse(String(text));
  if (!Number.isNaN(time)) return time;
  const reason = `failed to parse date field [${String(text)}] with format [strict_date_optional_time||epoch_millis]`;
  throw new ElasticError(400, "parse_exception", reason);
}

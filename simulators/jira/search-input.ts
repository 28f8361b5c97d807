import { isRecord } from "../simulator";

const mostReconciled = 50;
const mostProperties = 5;
const tokenLifetime = 7 * 24 * 3_600_000;

/** Whether a value is a list of texts. */
export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
export const isOptionalTexts = (value: unknown): value is string[] | undefined =>
  value === undefined || isTexts(value);
const isOptionalText = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === "string";
const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

const cursorMembers = new Set(
  "expand,fields,fieldsByKeys,jql,maxResults,nextPageToken,properties,reconcileIssues".split(","),
);

/** The body of a search by cursor; undefined when any other member is in it, such as `startAt`. */
export function cursorInputOf(json: unknown) {
  if (!isRecord(json) || Object.keys(json).some((name) => !cursorMembers.has(name)))
    return undefined;
  const { jql = "", maxResults = 50, nextPageToken, fields, properties } = json;
  const { reconcileIssues = [], expand } = json;
  const isFitting =
    typeof jql === "string" &&
    isCount(maxResults) &&
    isOptionalText(nextPageToken) &&
    isOptionalText(expand) &&
    isOptionalTexts(fields) &&
    isOptionalTexts(properties) &&
    (properties?.length ?? 0) <= mostProperties &&
    Array.isArray(reconcileIssues) &&
    reconcileIssues.length <= mostReconciled &&
    reconcileIssues.every(isCount);
  if (!isFitting) return undefined;
  const ids = reconcileIssues.map(String);
  return { jql, maxResults, nextPageToken, fields, properties, reconcileIssues: ids };
}

const offsetMembers = new Set("expand,fields,jql,maxResults,startAt,validateQuery".split(","));

/** The body of a search by offset. */
export function offsetInputOf(json: unknown) {
  if (!isRecord(json) || Object.keys(json).some((name) => !offsetMembers.has(name)))
    return undefined;
  const { jql = "", maxResults = 50, startAt = 0, fields } = json;
  const isFitting =
    typeof jql === "string" && isCount(maxResults) && isCount(startAt) && isOptionalTexts(fields);
  return isFitting ? { jql, maxResults, startAt, fields } : undefined;
}

/** Says where the next page of a query begins. */
export const tokenOf = (start: number, jql: string, now: number): string =>
  Buffer.from(JSON.stringify([start, jql, now + tokenLifetime])).toString("base64url");

/** Where a page begins; undefined for a token that is none, of another query or too old. */
export function startOf(token: string | undefined, jql: string, now: number): number | undefined {
  if (token === undefined) return 0;
  try {
    const [start, of, until] = JSON.parse(Buffer.from(token, "base64url").toString()) as unknown[];
    return isCount(start) && of === jql && Number(until) > now ? start : undefined;
  } catch {
    return undefined;
  }
}

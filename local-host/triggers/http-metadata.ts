import type { HostRequest } from "../http-server";
import { isObject } from "../read-json-file";
import type { TypedData } from "../worker/worker";
import type { RouteValues } from "./routes";

/**
 * What an HTTP trigger knows about a request besides the request itself: properties of a JSON body,
 * query parameters but `code`, route values. Names are compared without case: a later one gives the
 * value, the first one its spelling. With enableHttpStream the library takes every text among them for
 * `request.params`.
 * Source: Azure/azure-webjobs-sdk-extensions
 * src/WebJobs.Extensions.Http/HttpTriggerAttributeBindingProvider.cs.
 */
export function httpMetadata(
  { url, headers }: HostRequest,
  params: RouteValues,
  body: Uint8Array | undefined,
): Record<string, TypedData> {
  const query = Object.fromEntries(url.searchParams); // the last of several wins
  const found = new Map<string, [name: string, value: TypedData]>();
  const add = (name: string, value: TypedData): void => {
    found.set(name.toLowerCase(), [found.get(name.toLowerCase())?.[0] ?? name, value]);
  };
  for (const [name, value] of bodyProperties(body)) add(name, value);
  for (const [name, string] of Object.entries(query)) {
    if (name.toLowerCase() !== "code") add(name, { string });
  }
  for (const [name, string] of Object.entries(params)) add(name, { string });
  if (!found.has("query")) add("Query", { json: JSON.stringify(query) });
  if (!found.has("headers")) add("Headers", { json: JSON.stringify(headers) });
  return Object.fromEntries(found.values());
}

/** Names that the library will take for params although the route does not know them. */
export const strayParams = (metadata: Record<string, TypedData>, params: RouteValues): string[] =>
  Object.entries(metadata)
    .filter(([name, value]) => "string" in value && !Object.hasOwn(params, name))
    .map(([name]) => name);

/** Arrays and nulls are left out; what is no JSON object has none. */
function bodyProperties(body: Uint8Array | undefined): [string, TypedData][] {
  const text = body ? Buffer.from(body).toString() : "";
  if (!/^\s*\{/.test(text)) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]): [string, TypedData][] => {
    if (item === null || Array.isArray(item)) return [];
    if (typeof item === "object") return [[name, { json: JSON.stringify(item) }]];
    return [[name, { string: textOf(item) }]];
  });
}

/** As .NET writes a value: a boolean is "True" or "False". */
function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

import type { HostRequest } from "../http-server";
import type { TypedData } from "../worker/worker";
import type { RouteValues } from "./routes";

/**
 * A request as the host sends it to the worker: absolute URL, header names in lower case, repeated
 * headers and query keys joined with ",", empty values kept (the worker takes nullable dictionaries).
 * Source: Azure/azure-functions-host
 * src/WebJobs.Script.Grpc/MessageExtensions/GrpcMessageConversionExtensions.cs.
 */
export function toRpcRequest(
  { method, url, headers }: HostRequest,
  params: RouteValues,
  body: Uint8Array | undefined,
): TypedData {
  return {
    http: {
      method,
      url: url.href,
      nullableHeaders: nullable(Object.entries(headers)),
      nullableParams: nullable(Object.entries(params)),
      nullableQuery: nullable(queryOf(url.searchParams)),
      ...(body && { body: { bytes: body } }),
    },
  };
}

const nullable = (entries: (readonly [string, string])[]) =>
  Object.fromEntries(entries.map(([name, value]) => [name, { value }]));

/** Keys are compared without case; the first spelling is kept, as .NET's query collection does. */
function queryOf(query: URLSearchParams): [string, string][] {
  const found = new Map<string, [name: string, value: string]>();
  for (const [name, value] of query) {
    const earlier = found.get(name.toLowerCase());
    if (earlier) earlier[1] += `,${value}`;
    else found.set(name.toLowerCase(), [name, value]);
  }
  return [...found.values()];
}

import type { RegisteredFunction } from "../worker/worker";

/** One function that answers HTTP. */
export interface HttpRoute {
  functionName: string;
  /** With the prefix, without a leading slash. */
  route: string;
  /** In capitals; none is any method. */
  methods: string[];
  /** Which key opens it: "anonymous" is none. In lower case. */
  authLevel: string;
}

/**
 * Routes of the HTTP functions in the order in which they are tried: that of the functions' names, in
 * which Azure's host sorts them, whatever the order of registration.
 * Source: Azure/azure-functions-host src/WebJobs.Script/Host/FunctionMetadataManager.cs.
 */
export function httpRoutes(
  functions: readonly RegisteredFunction[],
  routePrefix: string,
): HttpRoute[] {
  const prefix = routePrefix.replaceAll(/^\/+|\/+$/g, "");
  return functions.toSorted(byName).flatMap(({ name, triggerType, bindings }) => {
    if (triggerType.toLowerCase() !== "httptrigger") return [];
    const trigger = Object.values(bindings).find(({ type }) => type === triggerType);
    const route = (trigger?.["route"] as string | undefined) || name;
    const methods = (trigger?.["methods"] as string[] | undefined) ?? [];
    const authLevel = (trigger?.["authLevel"] as string | undefined) ?? "function";
    return [
      {
        functionName: name,
        route: [prefix, route.replace(/^\/+/, "")].filter(Boolean).join("/"),
        methods: methods.map((method) => method.toUpperCase()),
        authLevel: authLevel.toLowerCase(),
      },
    ];
  });
}

/** As .NET's StringComparer.OrdinalIgnoreCase: "_" comes after every letter. */
function byName({ name: a }: RegisteredFunction, { name: b }: RegisteredFunction): number {
  const [left, right] = [a.toUpperCase(), b.toUpperCase()];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

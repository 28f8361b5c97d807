import type { HttpRoute } from "./triggers/http-routes";
import type { RegisteredFunction } from "./worker/worker";

/** Lines for the start of a run, as Core Tools prints them: HTTP functions with their URLs, then the rest. */
export function functionList(
  functions: readonly RegisteredFunction[],
  routes: readonly Omit<HttpRoute, "authLevel">[],
  url: string,
): string[] {
  const others = functions.filter(({ triggerType }) => triggerType.toLowerCase() !== "httptrigger");
  return [
    "Functions:",
    ...routes
      .toSorted((a, b) => a.functionName.localeCompare(b.functionName))
      .map(({ functionName, methods, route }) => {
        const allowed = methods.length === 0 ? "" : `[${methods.join(",")}] `;
        return `\t${functionName}: ${allowed}${url}/${route}`;
      }),
    ...others
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ name, triggerType }) => `\t${name}: ${triggerType}`),
  ];
}

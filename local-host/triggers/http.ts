import type { HostAnswer, HostHandler, HostRequest } from "../http-server";
import { presentedKey } from "../keys/ask-for-keys";
import type { Keys } from "../keys/keys";
import type { Worker } from "../worker/worker";
import { type CallOptions, type FunctionCall, callFunction } from "./http-call";
import { type HttpRoute, httpRoutes } from "./http-routes";
import { createStreamCall } from "./http-stream";
import { type RouteMatcher, matcherOf } from "./routes";

export interface HttpTriggerOptions extends CallOptions {
  worker: Pick<Worker, "functions" | "invoke" | "httpUri">;
  /** Whether a function is turned off by an app setting. */
  isDisabled: (name: string) => boolean;
  /** Undefined asks for none, as `func start`. */
  keys: Pick<Keys, "match"> | undefined;
  /** host.json extensions.http.routePrefix; "" for none. */
  routePrefix: string;
}

/**
 * Answers requests with the app's HTTP functions. The first route that matches path and method wins;
 * a method that no route takes is a 404 like an unknown path. A key is asked for before it shows
 * whether the function is disabled, which is a 404 to all but the master key.
 */
export function createHttpTrigger(options: HttpTriggerOptions): HostHandler {
  const routes = httpRoutes(options.worker.functions, options.routePrefix).map((route) => ({
    ...route,
    match: withName(route),
  }));
  for (const { functionName, route } of routes) {
    if (!/^(admin|runtime|durabletask)(\/|$)/i.test(route)) continue;
    options.log(
      "warning",
      `reserved-route: "${functionName}" is never called under "${route}": the host answers there`,
    );
  }
  const call = callOf(options);
  return async (request) => {
    for (const route of routes) {
      if (route.methods.length > 0 && !route.methods.includes(request.method)) continue;
      const params = route.match(request.url.pathname);
      if (!params) continue;
      const refusal = refusalOf(request, route, options);
      return refusal ?? call(route.functionName, request, params);
    }
    return undefined;
  };
}

/** With a whole request, or in pieces when the app asks for that. */
function callOf(options: HttpTriggerOptions): FunctionCall {
  const { httpUri } = options.worker;
  if (httpUri !== undefined) return createStreamCall({ ...options, httpUri });
  return (name, request, params) => callFunction(name, request, params, options);
}

function withName({ functionName, route }: HttpRoute): RouteMatcher {
  try {
    return matcherOf(route);
  } catch (cause) {
    throw new Error(`The function "${functionName}" cannot start: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function refusalOf(
  request: HostRequest,
  { functionName, authLevel }: HttpRoute,
  { keys, isDisabled }: HttpTriggerOptions,
): HostAnswer | undefined {
  const level = keys?.match(presentedKey(request), functionName).level;
  if (level === "admin") return undefined;
  if (level !== undefined && authLevel !== "anonymous" && authLevel !== level) {
    return { status: 401 };
  }
  return isDisabled(functionName) ? { status: 404 } : undefined;
}

import type { HostAnswer, HostHandler, HostRequest } from "../http-server";
import type { Log } from "../log";
import { InvocationError, type RegisteredFunction, type Worker } from "../worker/worker";
import { toRpcRequest } from "./http-request";
import { toAnswer } from "./http-response";
import { type RouteMatcher, matcherOf } from "./routes";

export interface HttpTriggerOptions {
  /** Those that are not disabled. */
  functions: readonly RegisteredFunction[];
  worker: Pick<Worker, "invoke">;
  /** host.json extensions.http.routePrefix; "" for none. */
  routePrefix: string;
  /** A body that is longer is answered with 413. */
  bodyLimit: number;
  /** host.json extensions.http.enableChunkedRequestBinding. */
  bindsChunkedBodies: boolean;
  log: Log;
}

/** One function that answers HTTP. */
export interface HttpRoute {
  functionName: string;
  /** With the prefix, without a leading slash. */
  route: string;
  /** In capitals; none is any method. */
  methods: string[];
}

/** Routes of the HTTP functions, in the order in which they are tried. */
export function httpRoutes(
  functions: readonly RegisteredFunction[],
  routePrefix: string,
): HttpRoute[] {
  return functions.flatMap(({ name, triggerType, bindings }) => {
    if (triggerType.toLowerCase() !== "httptrigger") return [];
    const trigger = Object.values(bindings).find(({ type }) => type === triggerType);
    const route = (trigger?.["route"] as string | undefined) || name;
    const methods = (trigger?.["methods"] as string[] | undefined) ?? [];
    const prefix = routePrefix.replaceAll(/^\/+|\/+$/g, "");
    return [
      {
        functionName: name,
        route: [prefix, route.replace(/^\/+/, "")].filter(Boolean).join("/"),
        methods: methods.map((method) => method.toUpperCase()),
      },
    ];
  });
}

/**
 * Answers requests with the app's HTTP functions. The first route that matches path and method wins;
 * a method that no route takes is a 404 like an unknown path. Keys are not asked for, as in
 * `func start`.
 */
export function createHttpTrigger(options: HttpTriggerOptions): HostHandler {
  const routes = httpRoutes(options.functions, options.routePrefix).map((route) => ({
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
  return async (request) => {
    for (const { functionName, methods, match } of routes) {
      if (methods.length > 0 && !methods.includes(request.method)) continue;
      const params = match(request.url.pathname);
      if (params) return call(functionName, request, params, options);
    }
    return undefined;
  };
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

async function call(
  functionName: string,
  request: HostRequest,
  params: Record<string, string>,
  { worker, bodyLimit, bindsChunkedBodies }: HttpTriggerOptions,
): Promise<HostAnswer> {
  const body = await bodyOf(request, bodyLimit, bindsChunkedBodies);
  const traceParent = request.headers["traceparent"];
  try {
    const { returnValue } = await worker.invoke({
      functionName,
      trigger: toRpcRequest(request, params, body),
      ...(traceParent !== undefined && { traceParent }),
    });
    return toAnswer(returnValue);
  } catch (error) {
    if (!(error instanceof InvocationError)) throw error;
    return { status: 500 }; // the worker's log says why
  }
}

/** Only a body with an announced length is bound, unless host.json says otherwise. */
async function bodyOf(
  request: HostRequest,
  limit: number,
  bindsChunkedBodies: boolean,
): Promise<Uint8Array | undefined> {
  const isChunked = "transfer-encoding" in request.headers;
  if (!request.contentLength && !(isChunked && bindsChunkedBodies)) return undefined;
  const body = await request.body(limit);
  return body.length > 0 ? body : undefined;
}

import type { HostAnswer, HostHandler } from "../http-server";

/** local.settings.json Host.CORS: origins that a page in a browser may call from. */
export interface CorsSettings {
  /** "*" alone is every origin. */
  origins: string[];
  allowsCredentials: boolean;
}

/** Adds what browsers ask for to a handler's answers, and answers their preflight requests. */
export function withCors({ origins, allowsCredentials }: CorsSettings, next: HostHandler) {
  if (origins.length === 0) return next;
  const isAllowed = (origin: string) =>
    origins.includes("*") || origins.some((known) => known.toLowerCase() === origin.toLowerCase());

  const headersFor = (origin: string): Record<string, string> => ({
    "access-control-allow-origin": origins.includes("*") && !allowsCredentials ? "*" : origin,
    ...(allowsCredentials && { "access-control-allow-credentials": "true" }),
    ...(!origins.includes("*") && { vary: "Origin" }),
  });

  const handler: HostHandler = async (request) => {
    const origin = request.headers["origin"];
    if (origin === undefined) return next(request);
    const headers = isAllowed(origin) ? headersFor(origin) : {};
    const asks = request.headers["access-control-request-method"];
    if (request.method === "OPTIONS" && asks !== undefined) {
      return preflight(headers, asks, request.headers["access-control-request-headers"]);
    }
    const answer = await next(request);
    return answer && { ...answer, headers: { ...answer.headers, ...headers } };
  };
  return handler;
}

/** An origin that is not allowed gets the same status without the headers: the browser refuses. */
function preflight(
  headers: Record<string, string>,
  method: string,
  asked: string | undefined,
): HostAnswer {
  if (Object.keys(headers).length === 0) return { status: 204 };
  return {
    status: 204,
    headers: {
      ...headers,
      "access-control-allow-methods": method,
      ...(asked !== undefined && { "access-control-allow-headers": asked }),
    },
  };
}

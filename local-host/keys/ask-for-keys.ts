import type { HostAnswer, HostHandler, HostRequest } from "../http-server";
import { type KeyMatch, DURABLE_KEY } from "./key-set";
import type { Keys } from "./keys";

/**
 * The key that a request carries: `x-functions-key`, or else `code` of the query. The query does not
 * count when the header is there, even empty.
 */
export function presentedKey({ headers, url }: HostRequest): string | undefined {
  const header = headers["x-functions-key"];
  if (header !== undefined) return header;
  return [...url.searchParams].find(([name]) => name.toLowerCase() === "code")?.[1];
}

/**
 * Asks for the master key under `/admin`, and for the Durable extension's system key under
 * `/runtime/webhooks`. A key that nobody knows is 401, one that is good for something else 403. The
 * SDK's own calls (`/durabletask`) carry no key, in Azure neither.
 */
export const askForKeys =
  (keys: Keys, next: HostHandler): HostHandler =>
  (request) =>
    refusal(request, keys) ?? next(request);

function refusal(request: HostRequest, keys: Keys): HostAnswer | undefined {
  const isEnough = demandOf(request.url.pathname);
  if (!isEnough) return undefined;
  const match = keys.match(presentedKey(request));
  if (match.level === "admin" || isEnough(match)) return undefined;
  return { status: match.level === "anonymous" ? 401 : 403 };
}

/** Which keys besides the master key open a path; undefined when it is open. */
function demandOf(path: string): ((match: KeyMatch) => boolean) | undefined {
  if (/^\/admin\/host\/ping\/?$/i.test(path)) return undefined;
  if (/^\/admin(\/|$)/i.test(path)) return () => false;
  if (!/^\/runtime\/webhooks(\/|$)/i.test(path)) return undefined;
  return ({ level, name }) => level === "system" && name?.toLowerCase() === DURABLE_KEY;
}

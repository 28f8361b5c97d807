import type { HostAnswer, HostHandler, HostRequest } from "../http-server";

/** Paths of the host itself when it asks for no keys. */
export const WITHOUT_KEYS = /^\/(runtime|durabletask|admin)(\/|$)/i;

/** What is left of them when it does: the SDK's calls carry no key. */
export const WITH_KEYS = /^\/durabletask(\/|$)/i;

/**
 * Keeps web pages away from paths that ask for no key: a page of another origin could otherwise
 * terminate instances with a plain form, or read them after rebinding its own name to 127.0.0.1.
 */
export const guarded =
  (keyless: RegExp, allowedOrigins: readonly string[], next: HostHandler): HostHandler =>
  (request) =>
    keyless.test(request.url.pathname) && isForeign(request, allowedOrigins)
      ? refusal
      : next(request);

const refusal: HostAnswer = {
  status: 403,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: "Refused: this endpoint answers programs on this machine, not pages of another origin",
};

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

function isForeign({ url, headers }: HostRequest, allowedOrigins: readonly string[]): boolean {
  if (!LOOPBACK.includes(url.hostname)) return true;
  const origin = headers["origin"];
  if (origin === undefined || origin === url.origin) return false;
  return !allowedOrigins.includes("*") && !allowedOrigins.includes(origin);
}

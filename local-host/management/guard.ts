import type { HostAnswer, HostHandler, HostRequest } from "../http-server";

/**
 * Keeps web pages away from endpoints that ask for no key: a page of another origin could otherwise
 * terminate instances with a plain form, or read them after rebinding its own name to 127.0.0.1.
 * Azure asks for the system key here instead.
 */
export const guarded =
  (allowedOrigins: readonly string[], next: HostHandler): HostHandler =>
  (request) =>
    isKeyless(request) && isForeign(request, allowedOrigins) ? refusal : next(request);

const KEYLESS = /^\/(runtime|durabletask|admin)(\/|$)/i;

const isKeyless = ({ url }: HostRequest): boolean => KEYLESS.test(url.pathname);

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

/** Whether a host can only be this machine. */
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** Whether an address is plain http on this machine, where simulators are. */
export function isLoopbackHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && isLoopback(hostname);
}

/** Why requests with secrets cannot go to an address, as the end of a sentence; undefined when they can. */
export function addressProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return "must be an absolute address such as https://example.com";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "must not hold a user name or password";
  if (url.protocol === "https:" || isLoopbackHttp(text)) return undefined;
  return "must begin with https:// (plain http:// is for this machine only)";
}

/**
 * The audience that a token is asked for: in each cloud it is the service's own address, and for a
 * simulator on this machine that of the public cloud.
 */
export const audienceOf = (url: string, publicCloud: string): string =>
  isLoopbackHttp(url) ? publicCloud : new URL(url).origin;

import { parseAddress } from "./address";
import { refang } from "./defang";
import { withoutFrame } from "./written-address";

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * The domain name that a text stands for, in lower case, as punycode and without the final dot; a
 * single label is a name too. Undefined when it is an address or no name.
 */
export function domainIn(text: string): string | undefined {
  const bare = withoutFrame(refang(text)).replace(/:\d{1,5}$/, "");
  // A URL parser would take what these separate for something else than the name.
  if (bare.length > 1_000 || /[\s/\\?#@:%[\]]/.test(bare)) return undefined;
  const host = URL.parse(`http://${bare}/`)?.hostname;
  return host === undefined ? undefined : domainOfHost(host);
}

/** The name of a parsed URL's host; undefined when it is an address or breaks the rules of DNS. */
export function domainOfHost(host: string): string | undefined {
  const name = host.endsWith(".") ? host.slice(0, -1) : host;
  if (name.length > 253 || parseAddress(name) !== undefined) return undefined;
  return name.split(".").every((part) => label.test(part)) ? name : undefined;
}

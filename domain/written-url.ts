import { parseAddress } from "./address";
import { refang } from "./defang";
import { addressIn, withoutFrame } from "./written-address";
import { domainOfHost } from "./written-domain";

const asked = new Set(["http:", "https:", "ftp:"]);

/**
 * The URL that a text stands for, defanged, quoted or without a scheme: without credentials and
 * fragment, which are nobody else's business, and its host in the one notation that observables have.
 * Or the sentence that says why there is none.
 */
export function urlIn(text: string): URL | string {
  const url = parsed(text);
  if (url === null) return "It is not a valid URL";
  if (!asked.has(url.protocol)) return "No source is asked about URLs of this scheme";
  url.username = "";
  url.password = "";
  url.hash = "";
  const address = addressIn(url.hostname);
  url.hostname = address?.includes(":") === false ? address : url.hostname.replace(/\.$/, "");
  // Punctuation that stood before the fragment is at the end now.
  return URL.parse(withoutFrame(url.href)) ?? url;
}

function parsed(text: string): URL | null {
  const written = withoutFrame(text);
  const whole = URL.parse(written);
  // What is a URL already is not defanged: brackets in its query are its own.
  if (whole !== null && asked.has(whole.protocol) && isHost(whole.hostname)) return whole;
  const bare = withoutFrame(refang(written));
  const hasScheme = /^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(bare);
  const isBareHost = !hasScheme && /^[^\s/?#@:]+\.[^\s/?#@:]+(?:[:/?#]|$)/.test(bare);
  return URL.parse(isBareHost ? `http://${bare}` : bare);
}

const isHost = (hostname: string): boolean =>
  parseAddress(hostname.replace(/^\[|\]$/g, "")) !== undefined ||
  domainOfHost(hostname) !== undefined;

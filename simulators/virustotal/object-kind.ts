import { isIP } from "node:net";

/** The collections of the API, and the `type` of what is in them. */
export const typeOf = {
  ip_addresses: "ip_address",
  domains: "domain",
  urls: "url",
  files: "file",
} as const;
export type Collection = keyof typeof typeOf;

/** What people write for an object: an address, a domain, a URL or a hash. */
export function collectionOf(text: string): Collection {
  if (isIP(text)) return "ip_addresses";
  if (isHash(text)) return "files";
  return text.includes("://") ? "urls" : "domains";
}

/** Whether a text is an MD5, SHA-1 or SHA-256. */
export const isHash = (text: string): boolean =>
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text);

/** Equal for what VirusTotal holds for one object: a URL without a path is the one with "/". */
export function keyOf(collection: Collection, text: string): string {
  const canonical = collection === "urls" ? (canonicalUrl(text) ?? text) : text.toLowerCase();
  return `${collection}/${canonical}`;
}

/** Undefined for what is no http or https URL. */
export function canonicalUrl(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.hash = "";
  return url.href;
}

import type { Observable } from "../../domain/observable";

/** The STIX types under which an indicator can name an observable: `ipv4-addr` of `ipv4-addr:value`. */
export function stixTypes({ kind, value }: Observable): string[] {
  if (kind === "domain") return ["domain-name"];
  if (kind === "url") return ["url"];
  if (kind === "hash") return ["file"];
  return [value.includes(":") ? "ipv6-addr" : "ipv4-addr", "network-traffic"];
}

/** How feeds may write it: a URL with and without its last slash. Case does not matter. */
export function spellings({ kind, value }: Observable): string[] {
  if (kind !== "url") return [value];
  return value.endsWith("/") ? [value, value.slice(0, -1)] : [value, `${value}/`];
}

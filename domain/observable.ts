/**
 * What is looked up: a thing that was seen, in one canonical notation, so that equal things are
 * equal strings. Addresses: dotted IPv4, RFC 5952 IPv6. Domains: lower case, punycode, no final
 * dot. URLs: WHATWG-serialised, no fragment. Hashes: lower-case hex.
 */
export const OBSERVABLE_KINDS = ["address", "domain", "url", "hash"] as const;
export type ObservableKind = (typeof OBSERVABLE_KINDS)[number];

export interface Observable {
  kind: ObservableKind;
  value: string;
}

/** Something of the incident that was not looked up, and the sentence that says why. */
export interface LeftOut {
  /** Raw text of the incident, cut to a readable length. */
  value: string;
  reason: string;
}

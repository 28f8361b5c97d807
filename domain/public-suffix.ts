import type * as Tldts from "tldts";

// Loaded by the first name that is looked at and not with the app: the list takes 5 to 15 ms. By `require`,
// since a flow cannot await it. Its version is pinned: what a flow asked must be the same on replay.
let tldts: typeof Tldts | undefined;

/**
 * Where a name stands by https://publicsuffix.org, in whose private part clouds list what they share
 * out: "registered" is somebody's own, a "suffix" (`co.uk`, `azurewebsites.net`) is shared by
 * strangers, and "unlisted" is below nothing that is delegated. The name is lower-case punycode.
 */
export function standingOf(name: string): "registered" | "suffix" | "unlisted" {
  const suffix = listedSuffixOf(name);
  if (suffix === undefined) return "unlisted";
  const sibling = siblingOf(name);
  return suffix === name && listedSuffixOf(sibling) !== sibling ? "suffix" : "registered";
}

/**
 * The name that somebody registered at a registry, of which a name is a part or the whole; undefined
 * for what a registry gives out below ("co.uk"). What clouds share out counts as below their own.
 */
export function registrableOf(name: string): string | undefined {
  tldts ??= require("tldts") as typeof Tldts;
  return tldts.getDomain(name, { detectIp: false, validateHostname: false }) ?? undefined;
}

/**
 * A neighbour that nobody has. Where it is a suffix too, a wildcard makes all of them one, and each
 * is somebody's: `*.compute.amazonaws.com` are single machines.
 */
const siblingOf = (name: string): string => name.replace(/^[^.]+/, "no-such-label");

function listedSuffixOf(name: string): string | undefined {
  tldts ??= require("tldts") as typeof Tldts;
  const { publicSuffix, isIcann, isPrivate } = tldts.parse(name, {
    allowPrivateDomains: true,
    extractHostname: false,
    validateHostname: false,
    detectIp: false,
  });
  return isIcann === true || isPrivate === true ? (publicSuffix ?? undefined) : undefined;
}

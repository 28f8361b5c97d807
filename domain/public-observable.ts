import { type Network, carriesAnother, isInSome, readNetworks, specialRange } from "./address";
import type { Observable } from "./observable";
import type { Policy } from "./policy";
import { standingOf } from "./public-suffix";
import { isInDomain, specialDomain } from "./special-domains";
import { domainIn } from "./written-domain";

/**
 * What came of one thing that an entity mentions: something to look up, or the reason why not.
 * `isUnexamined` marks what a source might have known and was not asked about, unlike a private
 * address: nothing may be called harmless over it.
 */
export type Considered = { observable: Observable } | Unasked;

interface Unasked {
  value: string;
  reason: string;
  isUnexamined?: true;
  /** Of a name that strangers share: a URL below it may be asked about all the same. */
  isShared?: true;
}

/** What is ours, read once for all that is considered. */
export interface Own {
  networks: Network[];
  domains: string[];
  /** Whether whole URLs leave us, or their hosts only. */
  sendsUrls: boolean;
}

export const readOwn = ({ own, lookUps }: Pick<Policy, "own" | "lookUps">): Own => ({
  networks: readNetworks(own.networks),
  domains: own.domains.map(ownDomain),
  sendsUrls: lookUps.urls !== "host",
});

/** An address that parsed, looked at: whether it is public and not ours. */
export function publicAddress(value: string, own: Own): Considered {
  const range = specialRange(value);
  if (range !== undefined) {
    const reason = `It is not a public address: ${range}`;
    return carriesAnother(value) ? { value, reason, isUnexamined: true } : { value, reason };
  }
  return isInSome(value, own.networks)
    ? { value, reason: "It is in a network of ours" }
    : { observable: { kind: "address", value } };
}

/** A name that parsed, looked at: whether it is public, not ours, and somebody's own. */
export function publicDomain(value: string, own: Own): Considered {
  const isOwn = own.domains.some((domain) => isInDomain(value, domain));
  if (isOwn) return { value, reason: "It is a domain of ours" };
  const special = specialDomain(value);
  if (special !== undefined) {
    const reason = `It is not a public name: ${special}`;
    // Not in the public DNS, but open to everyone.
    return isInDomain(value, "onion") ? { value, reason, isUnexamined: true } : { value, reason };
  }
  return listedDomain(value);
}

function listedDomain(value: string): Considered {
  const standing = standingOf(value);
  if (standing === "registered") return { observable: { kind: "domain", value } };
  if (standing === "suffix") {
    return { value, reason: "It is a suffix that strangers share", isShared: true };
  }
  const last = value.slice(value.lastIndexOf("."));
  // Delegated after our list was made, perhaps.
  return { value, reason: `It is under no known suffix: ${last}`, isUnexamined: true };
}

const ownDomain = (written: string): string => {
  const bare = written.replace(/^\*?\./, "");
  return domainIn(bare) ?? bare.toLowerCase();
};

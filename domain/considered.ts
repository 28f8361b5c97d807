import { type Network, carriesAnother, isInSome, readNetworks, specialRange } from "./address";
import type { Entity } from "./entity";
import { uselessHash } from "./hash-value";
import type { Observable } from "./observable";
import type { Policy } from "./policy";
import { isInDomain, specialDomain } from "./special-domains";
import { refang } from "./defang";
import { addressIn, withoutFrame } from "./written-address";
import { domainIn, domainOfHost } from "./written-domain";

/**
 * What came of one thing that an entity mentions: something to look up, or the reason why not.
 * `isUnexamined` marks what a source might have known and was not asked about, unlike a private
 * address: nothing may be called harmless over it.
 */
export type Considered =
  | { observable: Observable }
  | { value: string; reason: string; isUnexamined?: true };

/** What is ours, read once for all that is considered. */
export interface Own {
  networks: Network[];
  domains: string[];
}

export const readOwn = ({ networks, domains }: Policy["own"]): Own => ({
  networks: readNetworks(networks),
  domains: domains.map(ownDomain),
});

/** Everything that an entity mentions, looked at; empty for kinds that no source is asked about. */
export function consider(entity: Entity, own: Own): Considered[] {
  switch (entity.kind) {
    case "Ip":
      return [considerAddress(entity.address, own)];
    case "DnsResolution":
      return [considerDomain(entity.domainName, own)];
    case "FileHash":
      return [considerHash(entity.value)];
    case "Url":
      return considerUrl(entity.url, own);
    case "Account":
    case "Host":
    case "Other":
      break;
  }
  return [];
}

function considerAddress(text: string, own: Own): Considered {
  const value = addressIn(text);
  if (value !== undefined) return publicAddress(value, own);
  const isNetwork = text.includes("/") && addressIn(text.split("/", 1)[0] ?? "") !== undefined;
  return {
    value: text,
    reason: isNetwork ? "It is a network and not one address" : "It is not a valid address",
    isUnexamined: true,
  };
}

function considerDomain(text: string, own: Own): Considered {
  const address = addressIn(text);
  if (address !== undefined) return publicAddress(address, own);
  const value = domainIn(text);
  return value === undefined
    ? { value: text, reason: "It is not a valid domain name", isUnexamined: true }
    : publicDomain(value, own);
}

function considerHash(text: string): Considered {
  const value = text.toLowerCase();
  const reason = uselessHash(value);
  return reason === undefined ? { observable: { kind: "hash", value } } : { value: text, reason };
}

/** A URL and its host: the host is worth a question of its own. */
function considerUrl(text: string, own: Own): Considered[] {
  const isCut = text.endsWith("…");
  const url = urlIn(isCut ? text.slice(0, -1) : text);
  if (typeof url === "string") return [{ value: text, reason: url, isUnexamined: true }];
  const host = considerHost(url.hostname, own);
  if ("reason" in host) return [{ ...host, value: text }];
  if (isCut) {
    const reason = "It is too long to be looked up whole";
    return [{ value: text, reason, isUnexamined: true }, host];
  }
  return [{ observable: { kind: "url", value: url.href } }, host];
}

function considerHost(hostname: string, own: Own): Considered {
  const address = addressIn(hostname);
  if (address !== undefined) return publicAddress(address, own);
  const name = domainOfHost(hostname);
  return name === undefined
    ? { value: hostname, reason: "Its host is not a valid name", isUnexamined: true }
    : publicDomain(name, own);
}

/** The parsed URL without credentials and fragment, which are nobody else's business; or why not. */
function urlIn(text: string): URL | string {
  const bare = withoutFrame(refang(text));
  const scheme = /^([a-z][a-z0-9+.-]{0,20}):\/\//i.exec(bare)?.[1];
  const isBareHost = scheme === undefined && /^[^\s/?#@:]+\.[^\s/?#@:]+(?:[:/?#]|$)/.test(bare);
  const url = URL.parse(isBareHost ? `http://${bare}` : bare);
  if (url === null) return "It is not a valid URL";
  if (!["http:", "https:", "ftp:"].includes(url.protocol)) {
    return "No source is asked about URLs of this scheme";
  }
  url.username = "";
  url.password = "";
  url.hash = "";
  return url;
}

function publicAddress(value: string, own: Own): Considered {
  const range = specialRange(value);
  if (range !== undefined) {
    const reason = `It is not a public address: ${range}`;
    return carriesAnother(value) ? { value, reason, isUnexamined: true } : { value, reason };
  }
  return isInSome(value, own.networks)
    ? { value, reason: "It is in a network of ours" }
    : { observable: { kind: "address", value } };
}

function publicDomain(value: string, own: Own): Considered {
  const isOwn = own.domains.some((domain) => isInDomain(value, domain));
  if (isOwn) return { value, reason: "It is a domain of ours" };
  const reason = specialDomain(value);
  return reason === undefined
    ? { observable: { kind: "domain", value } }
    : {
        value,
        reason: `It is not a public name: ${reason}`,
        // Not in the public DNS, but open to everyone.
        ...(isInDomain(value, "onion") && { isUnexamined: true as const }),
      };
}

const ownDomain = (written: string): string => {
  const bare = written.replace(/^\*?\./, "");
  return domainIn(bare) ?? bare.toLowerCase();
};

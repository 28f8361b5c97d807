import { parseNetwork } from "./address";
import { refang } from "./defang";
import type { Entity } from "./entity";
import { isHash, uselessHash } from "./hash-value";
import { type Considered, type Own, publicAddress, publicDomain } from "./public-observable";
import { addressIn, withoutFrame } from "./written-address";
import { domainIn, domainOfHost } from "./written-domain";
import { urlIn } from "./written-url";

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
    case "AzureResource":
    case "CloudResource":
    case "Other":
      break;
  }
  return [];
}

function considerAddress(text: string, own: Own): Considered {
  const network = parseNetwork(withoutFrame(refang(text)));
  const value = addressIn(text) ?? onlyAddressOf(network);
  if (value !== undefined) return publicAddress(value, own);
  return {
    value: text,
    reason:
      network !== undefined ? "It is a network and not one address" : "It is not a valid address",
    isUnexamined: true,
  };
}

/** The address of a network of one: "45.83.64.10/32". */
function onlyAddressOf(network = ""): string | undefined {
  const [address = "", length] = network.split("/", 2);
  return length === (address.includes(":") ? "128" : "32") ? address : undefined;
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
  const value = withoutFrame(text).toLowerCase();
  if (!isHash(value)) {
    return { value: text, reason: "It is no MD5, SHA-1 or SHA-256", isUnexamined: true };
  }
  const reason = uselessHash(value);
  return reason === undefined ? { observable: { kind: "hash", value } } : { value: text, reason };
}

/** A URL and its host: the host is worth a question of its own. */
function considerUrl(text: string, own: Own): Considered[] {
  const isCut = text.endsWith("…");
  const url = urlIn(isCut ? text.slice(0, -1) : text);
  if (typeof url === "string") return [{ value: text, reason: url, isUnexamined: true }];
  const host = considerHost(url.hostname, own);
  if ("reason" in host && !host.isShared) return [{ ...host, value: text }];
  if (isCut) {
    const reason = "It is too long to be looked up whole";
    return [{ value: text, reason, isUnexamined: true }, host];
  }
  if (!own.sendsUrls) {
    const reason = "The policy sends hosts and no whole URLs";
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

import { parseAddress, parseNetwork, specialRange } from "./address";
import { cleanLine } from "./clean-text";
import type { Target } from "./containment";
import { protectedNetwork } from "./guard-network";
import type { Observable, ObservableKind } from "./observable";
import type { Policy } from "./policy";
import { standingOf } from "./public-suffix";
import { isInDomain, specialDomain } from "./special-domains";
import { domainIn, domainOfHost } from "./written-domain";
import { urlIn } from "./written-url";

/** Why an observable is not blocked; its target is one of `kinds`, in the one notation that it has. */
export function refusalOfObservable(
  kinds: readonly ObservableKind[],
  target: Target,
  policy: Policy,
): string | undefined {
  const { label: value, names } = target;
  const kind = kinds.find((one) => target.id === `${one}:${value}`) ?? kindByValue(kinds, target);
  if (kind === undefined) return "Its id is not that of exactly one address, domain, URL or hash";
  if (names.some((name) => name !== value))
    return "It goes by several names: a block has exactly one";
  return refusalsOf[kind](value, policy);
}

// A provider that knows only one kind may leave the kind out, or put the object that holds it before.
function kindByValue(
  kinds: readonly ObservableKind[],
  { id, label }: Target,
): Observable["kind"] | undefined {
  const before = id.endsWith(label) ? id.slice(0, -label.length) : undefined;
  const isExact = before !== undefined && /^$|[/|#]$/.test(before);
  return isExact && kinds.length === 1 ? kinds[0] : undefined;
}

const refusalsOf: Record<ObservableKind, (value: string, policy: Policy) => string | undefined> = {
  address: refusalOfAddress,
  domain: refusalOfDomain,
  url: refusalOfUrl,
  hash: (value) =>
    /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)
      ? undefined
      : "It is not exactly one hash of a file",
};

function refusalOfAddress(value: string, policy: Policy): string | undefined {
  if (parseNetwork(value) !== undefined && value.includes("/")) {
    return "It is a network: a block has exactly one address";
  }
  if (parseAddress(value) !== value) return "It is not exactly one valid address";
  const range = specialRange(value);
  if (range !== undefined) return `It is never blocked, it is not a public address: ${range}`;
  return (
    protectedNetwork(policy.own.networks, value, "a network of ours") ??
    protectedNetwork(policy.protected.networks, value, "a network that the policy protects")
  );
}

function refusalOfDomain(value: string, policy: Policy): string | undefined {
  if (domainIn(value) !== value) return "It is not exactly one valid domain";
  const special = specialDomain(value);
  if (special !== undefined) return `It is never blocked, it is not a public name: ${special}`;
  if (standingOf(value) === "suffix") return "It is a suffix that strangers share";
  return refusalOfName(value, policy);
}

function refusalOfUrl(value: string, policy: Policy): string | undefined {
  const url = urlIn(value);
  if (typeof url === "string" || url.href !== value) return "It is not exactly one valid URL";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (parseAddress(host) !== undefined) return refusalOfAddress(parseAddress(host)!, policy);
  const name = domainOfHost(host);
  if (name === undefined) return "It has no valid host";
  const special = specialDomain(name);
  if (special !== undefined) return `It is never blocked, its host is not public: ${special}`;
  return refusalOfName(name, policy);
}

function refusalOfName(name: string, policy: Policy): string | undefined {
  return (
    protectedDomain(policy.own.domains, name, "a domain of ours") ??
    protectedDomain(policy.protected.domains, name, "a domain that the policy protects")
  );
}

// What cannot be read might have been the one that protects this.
function protectedDomain(domains: string[], name: string, what: string): string | undefined {
  for (const written of domains) {
    const domain = domainIn(written.replace(/^\*?\./, ""));
    if (domain === undefined) {
      return `The policy lists "${cleanLine(written, 60)}" as ${what}, which is no domain`;
    }
    if (isInDomain(name, domain)) return `It is in ${what}: ${domain}`;
    // A list blocks a name with all below it.
    if (isInDomain(domain, name)) return `It would block ${what}: ${domain}`;
  }
  return undefined;
}

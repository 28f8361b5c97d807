import { cleanLine } from "../domain/clean-text";
import type { HostEntity } from "../domain/entity";

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** How an incident calls a host, in lower case, with its domain where it says one; undefined when it is no name. */
export function hostNameOf({ hostName = "", dnsDomain }: HostEntity): string | undefined {
  const name = [hostName, ...(dnsDomain === undefined ? [] : [dnsDomain])].join(".").toLowerCase();
  return name.length <= 253 && name.split(".").every((one) => label.test(one)) ? name : undefined;
}

/** A host as its vendor knows it: a name, which may hold its domain, and a domain, which may be the short one. */
export interface KnownHost {
  name: string | null | undefined;
  domain: string | null | undefined;
}

/**
 * Whether a host is the one that is wanted, by `hostNameOf`: the same first label, letter for letter but for
 * their case, and no domain that contradicts. A name without a domain fits whatever the domain.
 */
export function isSameHost({ name, domain }: KnownHost, wanted: string): boolean {
  const known = (name ?? "").toLowerCase();
  const [first = "", ...rest] = wanted.split(".");
  if (rest.length === 0) return known.split(".")[0] === first;
  if (known.includes(".")) return known === wanted;
  if (known !== first) return false;
  const group = (domain ?? "").toLowerCase();
  // Windows says so of what is in no domain.
  if (group === "" || group === "workgroup") return true;
  return group.includes(".") ? group === rest.join(".") : group === rest[0];
}

/** "PC7.contoso.example (4711)", of one of several for a human. */
export const describeHost = ({ name, domain }: KnownHost, id: string): string =>
  cleanLine(`${[name, domain].filter(Boolean).join(".")} (${id})`, 120);

import { parseIp } from "../../domain/ip-bits";
import { formatIp } from "../../domain/ip-bits";
import { ownDigits } from "../own-name";
import type { Group, Rule } from "./schema";

export type Direction = "Inbound" | "Outbound";

/** The one rule of ours for a family of addresses: Azure takes no rule of both. */
export const ruleName = (group: string, direction: Direction, address: string): string =>
  `soar-${ownDigits("nsg-block", group, direction, String(parseIp(address)?.family))}`;

export const ruleOf = ({ properties }: Group, name: string): Rule | undefined =>
  properties.securityRules.find((rule) => rule.name.toLowerCase() === name);

const remote = { Inbound: "source", Outbound: "destination" } as const;

/** What a rule says of the other side; a single entry comes back as the singular. */
export function prefixesOf(rule: Rule | undefined, direction: Direction): string[] {
  if (!rule) return [];
  const { properties } = rule;
  const side = remote[direction];
  const one = properties[`${side}AddressPrefix`];
  return [...(properties[`${side}AddressPrefixes`] ?? []), ...(one ? [one] : [])];
}

/** Whether a rule keeps all traffic of its other side out: somebody may have changed ours. */
export function deniesAll({ properties }: Rule, direction: Direction): boolean {
  const local = direction === "Inbound" ? "destination" : "source";
  return (
    /^deny$/i.test(properties.access) &&
    properties.direction.toLowerCase() === direction.toLowerCase() &&
    [
      properties.protocol,
      properties.sourcePortRange,
      properties.destinationPortRange,
      properties[`${local}AddressPrefix`],
    ].every((part) => part === "*")
  );
}

/** The members of a rule that denies some addresses everything. */
export function denying(direction: Direction, prefixes: string[], description: string): object {
  const local = direction === "Inbound" ? "destination" : "source";
  return {
    access: "Deny",
    direction,
    protocol: "*",
    sourcePortRange: "*",
    destinationPortRange: "*",
    [`${local}AddressPrefix`]: "*",
    [`${remote[direction]}AddressPrefixes`]: prefixes,
    description,
  };
}

/** Whether an entry is exactly one address, in any notation of it. */
export function isExactly(entry: string, address: string): boolean {
  const [written = "", length, ...more] = entry.trim().split("/");
  const ip = parseIp(written);
  const full = ip?.family === 6 ? "128" : "32";
  return (
    ip !== undefined && more.length === 0 && (length ?? full) === full && formatIp(ip) === address
  );
}

/** Entries after some left and some joined: what is not ours stays, in its order. */
export function merged(now: readonly string[], add: string[], remove: string[]): string[] {
  const kept = now.filter((entry) => !remove.some((one) => isExactly(entry, one)));
  const isMissing = (one: string): boolean => !kept.some((entry) => isExactly(entry, one));
  return [...kept, ...new Set(add.filter(isMissing))];
}

import { parseIp } from "../../domain/ip-bits";
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

/** The members of a rule of ours as it is, with other addresses: what somebody changed of it stays. */
export function withPrefixes(
  { properties }: Rule,
  direction: Direction,
  prefixes: string[],
  description: string,
): object {
  const side = remote[direction];
  const { provisioningState: _state, [`${side}AddressPrefix`]: _one, ...rest } = properties;
  return { ...rest, [`${side}AddressPrefixes`]: prefixes, description };
}

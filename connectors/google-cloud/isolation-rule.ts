import type { Firewall, Instance } from "./schema";

type Interface = Instance["networkInterfaces"][number];

/**
 * Whether rules deny all that comes in and goes out of an interface of what has a tag. They must have the highest
 * priority, 0: there a rule that denies wins over one that allows. https://cloud.google.com/firewall/docs/firewalls
 */
export function isIsolating(rules: readonly Firewall[], of: Interface, tag: string): boolean {
  const denying = rules.filter(
    (rule) =>
      nameOf(rule.network) === nameOf(of.network) &&
      rule.priority === 0 &&
      rule.disabled !== true &&
      rule.targetTags?.includes(tag) === true &&
      rule.denied?.some(({ IPProtocol }) => IPProtocol === "all") === true,
  );
  return everywhereOf(of).every((range) =>
    ["INGRESS", "EGRESS"].every((direction) =>
      denying.some((rule) => rule.direction === direction && rangesOf(rule).includes(range)),
    ),
  );
}

const rangesOf = ({ direction, sourceRanges, destinationRanges }: Firewall): string[] =>
  (direction === "INGRESS" ? sourceRanges : destinationRanges) ?? [];

/** A rule is of one family: what speaks IPv6 too needs rules for both. */
function everywhereOf({ stackType }: Interface): string[] {
  if (stackType === "IPV6_ONLY") return ["::/0"];
  return stackType === "IPV4_IPV6" ? ["0.0.0.0/0", "::/0"] : ["0.0.0.0/0"];
}

/** A network is written with or without the address of the API before it. */
const nameOf = (network: string): string => network.slice(network.indexOf("projects/"));

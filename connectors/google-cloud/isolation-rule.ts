import type { Firewall } from "./schema";

const everywhere = ["0.0.0.0/0"];

/** Whether rules of a network deny all that comes in and goes out of what has a tag. Their priority is not compared. */
export function isIsolating(rules: readonly Firewall[], network: string, tag: string): boolean {
  const denying = rules.filter(
    (rule) =>
      nameOf(rule.network) === nameOf(network) &&
      rule.disabled !== true &&
      rule.targetTags?.includes(tag) === true &&
      rule.denied?.some(({ IPProtocol }) => IPProtocol === "all") === true,
  );
  return ["INGRESS", "EGRESS"].every((direction) =>
    denying.some((rule) => rule.direction === direction && isEverywhere(rule)),
  );
}

function isEverywhere({ direction, sourceRanges, destinationRanges }: Firewall): boolean {
  const ranges = direction === "INGRESS" ? sourceRanges : destinationRanges;
  return everywhere.every((range) => ranges?.includes(range) === true);
}

/** A network is written with or without the address of the API before it. */
const nameOf = (network: string): string => network.slice(network.indexOf("projects/"));

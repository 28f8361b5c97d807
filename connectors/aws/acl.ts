import { isInNetwork } from "../../domain/address";
import type { Look } from "../../domain/containing";
import { isExactly } from "./cidr";
import type { AclEntry } from "./ec2-schema";

/** The numbers of our rules: rules are tried from the lowest on, and those that AWS makes begin at 100. */
const ours = { from: 1, to: 99 };

export const ways = ["in", "out"] as const;
export type Way = (typeof ways)[number];

const networkOf = ({ cidrBlock, ipv6CidrBlock }: AclEntry): string =>
  cidrBlock ?? ipv6CidrBlock ?? "";
const wayOf = ({ egress }: AclEntry): Way => (egress === "true" ? "out" : "in");
const isForAll = ({ protocol }: AclEntry): boolean => protocol === "-1";

/** Our rule for exactly one address and way. */
export const entryFor = (entries: AclEntry[], address: string, way: Way): AclEntry | undefined =>
  entries.find((entry) => {
    const number = Number(entry.ruleNumber);
    return (
      number >= ours.from &&
      number <= ours.to &&
      wayOf(entry) === way &&
      isExactly(networkOf(entry), address) &&
      isForAll(entry) &&
      entry.ruleAction === "deny"
    );
  });

/** The lowest number that no rule of this way has; undefined when all of ours are taken. */
export function freeNumber(entries: AclEntry[], way: Way): number | undefined {
  const taken = new Set(
    entries.filter((one) => wayOf(one) === way).map(({ ruleNumber }) => Number(ruleNumber)),
  );
  for (let number = ours.from; number <= ours.to; number += 1) {
    if (!taken.has(number)) return number;
  }
  return undefined;
}

/**
 * Whether an address gets through an ACL. What it has of ours counts as one: a rule each way, of which one may
 * be missing for a moment.
 */
export function lookAt(entries: AclEntry[], address: string): Look {
  const state = { listed: ways.some((way) => entryFor(entries, address, way) !== undefined) };
  const deciding = ways.map((way) => firstFor(entries, address, way));
  if (deciding.every((entry) => entry !== undefined && entry.ruleAction === "deny")) {
    return { state, effect: "in-effect" };
  }
  const before = ways
    .map((way, index) => ({ way, first: deciding[index] }))
    .find(({ way, first }) => first?.ruleAction === "allow" && entryFor(entries, address, way));
  if (!before) return { state, effect: "none" };
  const failed = `Rule ${before.first?.ruleNumber} of the network ACL lets it through before ours: give it a number of 100 or more`;
  return { state, effect: "none", failed };
}

/** The first rule that speaks of an address; a deny of one protocol only settles nothing. */
const firstFor = (entries: AclEntry[], address: string, way: Way): AclEntry | undefined =>
  entries
    .filter((entry) => wayOf(entry) === way && isInNetwork(address, networkOf(entry)))
    .filter((entry) => entry.ruleAction === "allow" || isForAll(entry))
    .toSorted((a, b) => Number(a.ruleNumber) - Number(b.ruleNumber))[0];

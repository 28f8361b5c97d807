import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import { type Table, isRecord } from "../simulator";
import { Problem } from "./problem";
import type { IpSet } from "./scene";

const maxAddresses = 10_000;

/** The IP sets that are there before any scene is set. */
export const publishedSets: IpSet[] = [
  {
    Name: "soar-blocked",
    Id: "a1b2c3d4-0000-4000-8000-000000000004",
    Scope: "REGIONAL",
    Description: "Blocked by incident response",
    IPAddressVersion: "IPV4",
    Addresses: ["198.51.100.0/24"],
    LockToken: "0c0c0c0c-0000-4000-8000-000000000001",
  },
  {
    Name: "soar-blocked-6",
    Id: "a1b2c3d4-0000-4000-8000-000000000006",
    Scope: "REGIONAL",
    IPAddressVersion: "IPV6",
    Addresses: [],
    LockToken: "0c0c0c0c-0000-4000-8000-000000000002",
  },
];

/**
 * IP sets of AWS WAF: https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html. An update
 * replaces the set, its description too, and needs the token of the newest reading.
 */
export function wafOperations(sets: Table<IpSet>, isOvertaken: () => boolean) {
  function find(input: Record<string, unknown>, region: string): IpSet {
    const set = sets.get(String(input["Id"]));
    if (input["Scope"] === "CLOUDFRONT" && region !== "us-east-1") {
      throw new Problem(
        "WAFInvalidParameterException",
        "Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT",
      );
    }
    if (set?.Name === input["Name"] && set?.Scope === input["Scope"]) return set!;
    const message = "AWS WAF couldn’t perform the operation because your resource doesn’t exist.";
    throw new Problem("WAFNonexistentItemException", message);
  }

  return {
    GetIPSet(input: unknown, region: string) {
      const { LockToken, Scope, ...set } = find(membersOf(input), region);
      const ARN = `arn:aws:wafv2:${region}:123456789012:${Scope === "REGIONAL" ? "regional" : "global"}/ipset/${set.Name}/${set.Id}`;
      return { IPSet: { ...set, ARN }, LockToken };
    },

    UpdateIPSet(input: unknown, region: string) {
      const members = membersOf(input);
      const set = find(members, region);
      if (isOvertaken()) {
        sets.set(set.Id, { ...set, LockToken: randomUUID() });
        throw stale();
      }
      if (members["LockToken"] !== set.LockToken) throw stale();
      const addresses = addressesOf(members["Addresses"], set.IPAddressVersion);
      const NextLockToken = randomUUID();
      const { Description: _, ...rest } = set;
      sets.set(set.Id, {
        ...rest,
        ...(typeof members["Description"] === "string" && { Description: members["Description"] }),
        Addresses: addresses,
        LockToken: NextLockToken,
      });
      return { NextLockToken };
    },
  };
}

function addressesOf(value: unknown, version: IpSet["IPAddressVersion"]): string[] {
  if (!Array.isArray(value)) throw new Problem("SerializationException", "Addresses is required");
  const wrong = value.find((one) => !isCidr(one, version));
  if (wrong !== undefined) {
    throw new Problem(
      "WAFInvalidParameterException",
      `Error reason: The parameter contains formatting that is not valid., field: IP_ADDRESS, parameter: ${String(wrong)}`,
    );
  }
  if (value.length <= maxAddresses) return value as string[];
  const message =
    "AWS WAF couldn’t perform the operation because you exceeded your resource limit.";
  throw new Problem("WAFLimitsExceededException", message);
}

function isCidr(value: unknown, version: IpSet["IPAddressVersion"]): boolean {
  const [address = "", length, ...more] = String(value).split("/");
  const family = version === "IPV4" ? 4 : 6;
  const longest = family === 4 ? 32 : 128;
  const isLength = /^[1-9]\d{0,2}$/.test(length ?? "") && Number(length) <= longest;
  return more.length === 0 && isIP(address) === family && isLength;
}

const stale = (): Problem =>
  new Problem(
    "WAFOptimisticLockException",
    "AWS WAF couldn’t save your changes because someone changed the resource after you started to edit it. Reapply your changes.",
  );

function membersOf(input: unknown): Record<string, unknown> {
  if (isRecord(input)) return input;
  throw new Problem("SerializationException", "The request is no JSON object");
}

import { z } from "zod";
import type { Arn } from "./arn";
import { cidrOf, isExactly } from "./cidr";

/** https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
export const maxAddresses = 10_000;

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_GetIPSet.html */
export const ipSetAnswer = z.object({
  IPSet: z.object({ Description: z.string().nullish(), Addresses: z.array(z.string()) }),
  LockToken: z.string().min(1),
});

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html */
export const updated = z.object({ NextLockToken: z.string().min(1) });

/** How requests name a set. */
export function nameOfSet({ resource }: Arn) {
  const [scope, , Name = "", Id = ""] = resource.split("/");
  return { Name, Scope: scope === "global" ? "CLOUDFRONT" : "REGIONAL", Id };
}

/** The entries of a set after some addresses joined and some left; what is not ours stays, in its order. */
export function merged(
  now: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): string[] {
  const kept = now.filter((entry) => !remove.some((address) => isExactly(entry, address)));
  const missing = [...new Set(add)].filter(
    (address) => !kept.some((entry) => isExactly(entry, address)),
  );
  return [...kept, ...missing.slice(0, Math.max(maxAddresses - kept.length, 0)).map(cidrOf)];
}

import type { Budget } from "../domain/budget";
import type { Policy } from "../domain/policy";
import type { AppSettings } from "./settings";

/** What VirusTotal gives a public key: https://docs.virustotal.com/reference/public-vs-premium-api */
const publicVirusTotal: Budget = {
  perMinute: 4,
  perDay: 500,
  perMonth: 15_500,
  skipAfterMinutes: 60,
};

/** About fifty look-ups a week: https://docs.greynoise.io/reference/getcommunityip */
const communityGreyNoise: Budget = { perMonth: 200, skipAfterMinutes: 30 };

/**
 * Of the 75 writes that Sentinel takes in five minutes from one subscription at one endpoint; the rest is
 * for writes that others overtook: https://learn.microsoft.com/rest/api/securityinsights/request-limits-and-throttling
 */
const sentinelWrites: Budget = { perFiveMinutes: 70 };

/** How much of each service may be used: what the policy says, else what the key's plan gives. */
export const budgetsOf = (
  { virustotal, greynoise }: Pick<AppSettings, "virustotal" | "greynoise">,
  policy: Pick<Policy, "budgets">,
): Policy["budgets"] => ({
  ...(virustotal.plan === "public" && { virustotal: publicVirusTotal }),
  ...(greynoise.plan === "community" && { greynoise: communityGreyNoise }),
  sentinel: sentinelWrites,
  ...policy.budgets,
});

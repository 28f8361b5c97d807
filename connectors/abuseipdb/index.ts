import type { Observable } from "../../domain/observable";
import type { AbuseIpdbThresholds } from "../../domain/policy";
import type { Reputation } from "../../domain/reputation";
import { sources } from "../../domain/source";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import { hearingAllowance } from "../quota";
import type { ReputationSource } from "../reputation-source";
import type { Settings } from "../settings";
import { checkResponse } from "./schema";
import { judge } from "./verdict";

const vendor = "abuseipdb";
const source = sources.abuseipdb.title;

/** AbuseIPDB, API v2: what people reported about an address. Only asked, nothing is ever reported. */
export function abuseipdb(
  { url, secretName }: Settings["abuseipdb"],
  thresholds: AbuseIpdbThresholds,
  secrets: Secrets,
): ReputationSource {
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ Key: await secrets.get(secretName) }),
    forget: () => secrets.forget(secretName),
    // The look-ups of a day are counted in UTC.
    rateLimitSeconds: () => secondsToNextDay(Date.now()),
    advice: {
      401: `put a valid key of API v2 into the secret "${secretName}"`,
      403: `see what the plan of the key in the secret "${secretName}" allows`,
      429: "the look-ups of this day are used up",
    },
  });

  const reportsAbout = async (address: string) =>
    http.read(checkResponse, {
      method: "GET",
      path: "/api/v2/check",
      query: { ipAddress: address, maxAgeInDays: String(thresholds.maxAgeDays) },
    });

  return {
    /** The reputation of an address; "unknown" for one that nobody reported. */
    async lookUp(observable: Observable): Promise<Reputation> {
      const { value } = observable;
      const { data } = await reportsAbout(value);
      const reportUrl = `https://www.abuseipdb.com/check/${encodeURIComponent(value)}`;
      return { source, observable, ...judge(data, thresholds), reportUrl };
    },

    /** Asks about a public resolver: every question costs one look-up of the day. */
    async check() {
      const today = await hearingAllowance(() => reportsAbout("8.8.8.8"));
      const left = today ? `: ${today.left} of ${today.of} left` : "";
      return `key accepted, for one look-up of the day${left}`;
    },
  };
}

/** At least a minute: two clocks never agree on midnight. */
function secondsToNextDay(now: number): number {
  const day = 86_400_000;
  return Math.max(60, Math.ceil((day - (now % day)) / 1_000));
}

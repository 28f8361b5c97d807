import { isIP } from "node:net";
import type { AddressRow } from "./address-row";

const day = 86_400_000;

/** The answer of `/check`; reports older than what was asked for do not count. */
export function checkAnswer(row: AddressRow, maxAgeDays: number, isVerbose: boolean, now: number) {
  const { address, score, isWhitelisted, daysAgo } = row;
  const isRecent = row.reports > 0 && daysAgo <= maxAgeDays;
  const last = new Date(now - daysAgo * day).toISOString().replace(/\.\d+Z$/, "+00:00");
  return {
    data: {
      ipAddress: address,
      isPublic: true,
      ipVersion: isIP(address),
      isWhitelisted,
      abuseConfidenceScore: isRecent ? score : 0,
      countryCode: "NL",
      ...(isVerbose ? { countryName: "Netherlands" } : {}),
      usageType: "Data Center/Web Hosting/Transit",
      isp: "Example Transit",
      domain: null,
      hostnames: [],
      isTor: false,
      totalReports: isRecent ? row.reports : 0,
      numDistinctUsers: isRecent ? row.people : 0,
      lastReportedAt: row.reports > 0 ? last : null,
      ...(isVerbose ? { reports: isRecent ? [report(last)] : [] } : {}),
    },
  };
}

const report = (reportedAt: string) => ({
  reportedAt,
  comment: "<b>Invented</b> by nobody",
  categories: [18, 22],
  reporterId: 1,
  reporterCountryCode: "US",
  reporterCountryName: "United States of America",
});

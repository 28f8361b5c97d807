import type { AbuseIpdbThresholds } from "../../domain/policy";
import { counted } from "../../domain/words";
import type { Reports } from "./schema";
import type { Judgement } from "../judgement";

/**
 * What the reports about an address mean under a policy. Nobody has to prove a report, so few people
 * make nothing malicious, and neither does any number of them against AbuseIPDB's own list of the
 * harmless. That list, and the absence of reports, clear nothing: AbuseIPDB says so itself.
 */
export function judge(reports: Reports, policy: AbuseIpdbThresholds): Judgement {
  const { abuseConfidenceScore, totalReports, isWhitelisted, lastReportedAt } = reports;
  const score = Math.round(abuseConfidenceScore);
  const evidence = evidenceOf(reports, policy.maxAgeDays);
  if (totalReports === 0 && score === 0) {
    return { verdict: "unknown", score: null, confidence: 0, evidence };
  }
  const judgement = { score, evidence, ...lastReport(lastReportedAt) };
  if (score < policy.suspiciousFrom) {
    return { verdict: "unknown", confidence: 0.3, ...judgement };
  }
  if (isWhitelisted) return { verdict: "suspicious", confidence: 0.3, ...judgement };
  const isWellReported = (reports.numDistinctUsers ?? 0) >= policy.fromReporters;
  if (score >= policy.maliciousFrom && isWellReported) {
    return { verdict: "malicious", confidence: 0.8, ...judgement };
  }
  return { verdict: "suspicious", confidence: 0.5, ...judgement };
}

function evidenceOf(reports: Reports, days: number): string {
  const { abuseConfidenceScore, totalReports, numDistinctUsers, isWhitelisted } = reports;
  const list = isWhitelisted ? "; on AbuseIPDB's list of the harmless" : "";
  if (totalReports === 0 && abuseConfidenceScore === 0) {
    return `nobody reported it in ${counted(days, "day")}${list}`;
  }
  const people =
    typeof numDistinctUsers === "number"
      ? ` by ${counted(numDistinctUsers, "person", "people")}`
      : "";
  const said = `${counted(totalReports, "report")}${people} in ${counted(days, "day")}`;
  return `abuse confidence ${Math.round(abuseConfidenceScore)} of 100, ${said}${list}`;
}

/** When it was last reported: AbuseIPDB only knows what it is told. */
function lastReport(text: string | null | undefined): { analysedAt?: string } {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? {} : { analysedAt: new Date(time).toISOString() };
}

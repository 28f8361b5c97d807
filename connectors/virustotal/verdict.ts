import type { VirusTotalThresholds } from "../../domain/policy";
import { counted } from "../../domain/words";
import type { AnalysisStats } from "./schema";
import type { Judgement } from "../judgement";

/** Nobody analysed it: no opinion, which is not a good one. */
export const neverSeen: Judgement = {
  verdict: "unknown",
  score: null,
  confidence: 0,
  evidence: "VirusTotal has never seen it",
};

/**
 * What the engines' answers mean under a policy. The score is 100 from the hits on that count as
 * malicious. A hit or two below the thresholds is neither suspicious nor benign.
 */
export function judge(
  stats: AnalysisStats | undefined,
  { maliciousFrom, suspiciousFrom, benignFromEngines }: VirusTotalThresholds,
): Judgement {
  if (!stats) return { ...neverSeen, evidence: "VirusTotal has not analysed it" };
  const { malicious, suspicious } = stats;
  const hits = malicious + suspicious;
  const answered = hits + stats.harmless + stats.undetected;
  const evidence = evidenceOf(malicious, suspicious, answered);
  const score = Math.min(100, Math.round((100 * hits) / maliciousFrom));

  if (malicious >= maliciousFrom) {
    // Twice as many as the team asks for leave no doubt.
    const confidence = malicious >= 2 * maliciousFrom ? 1 : 0.8;
    return { verdict: "malicious", score: 100, confidence, evidence };
  }
  const below = { score: Math.min(score, 99), evidence };
  if (hits >= suspiciousFrom) return { verdict: "suspicious", confidence: 0.6, ...below };
  if (hits > 0) return { verdict: "unknown", confidence: 0.3, ...below };
  if (answered >= benignFromEngines) {
    return { verdict: "benign", score: 0, confidence: 0.7, evidence };
  }
  return { verdict: "unknown", score: null, confidence: 0, evidence };
}

function evidenceOf(malicious: number, suspicious: number, answered: number): string {
  const engines = counted(answered, "engine");
  if (malicious + suspicious === 0) return `none of ${engines} says malicious`;
  const says = `${malicious} of ${engines} ${malicious === 1 ? "says" : "say"} malicious`;
  if (suspicious === 0) return says;
  return `${says}, ${suspicious} suspicious`;
}

import type { VirusTotalThresholds } from "../../domain/policy";
import type { Reputation } from "../../domain/reputation";
import { counted } from "../../domain/words";
import type { AnalysisStats } from "./schema";

type Judgement = Pick<Reputation, "verdict" | "score" | "evidence">;

/** Nobody analysed it: no opinion, which is not a good one. */
export const neverSeen: Judgement = {
  verdict: "unknown",
  score: null,
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

  if (malicious >= maliciousFrom) return { verdict: "malicious", score: 100, evidence };
  if (hits >= suspiciousFrom)
    return { verdict: "suspicious", score: Math.min(score, 99), evidence };
  if (hits > 0) return { verdict: "unknown", score: Math.min(score, 99), evidence };
  if (answered >= benignFromEngines) return { verdict: "benign", score: 0, evidence };
  return { verdict: "unknown", score: null, evidence };
}

function evidenceOf(malicious: number, suspicious: number, answered: number): string {
  const engines = counted(answered, "engine");
  if (malicious + suspicious === 0) return `none of ${engines} says malicious`;
  const says = `${malicious} of ${engines} ${malicious === 1 ? "says" : "say"} malicious`;
  if (suspicious === 0) return says;
  return `${says}, ${suspicious} suspicious`;
}

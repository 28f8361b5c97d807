import { cleanLine } from "../../domain/clean-text";
import type { ConfidenceThresholds } from "../../domain/policy";
import type { Judgement } from "../judgement";
import type { Row } from "./schema";

/** No indicator: no opinion. ThreatFox forgets after six months, so that it clears nothing. */
export const noIndicator: Judgement = {
  verdict: "unknown",
  score: null,
  confidence: 0,
  evidence: "no indicator of the last six months",
};

/** The indicator that ThreatFox is surest of. */
export const surest = (rows: readonly Row[]): Row | undefined =>
  rows.toSorted((one, other) => level(other) - level(one))[0];

/** What an indicator means under a policy, by its confidence level; the score is that level. */
export function judge(
  row: Row | undefined,
  { maliciousFrom, suspiciousFrom }: ConfidenceThresholds,
): Judgement {
  if (!row) return noIndicator;
  const score = level(row);
  const evidence = `${nameOf(row)}, confidence ${score} of 100`;
  const confidence = score / 100;
  if (score >= maliciousFrom) {
    // What the team takes for malicious is meant to count.
    return { verdict: "malicious", score, confidence: Math.max(0.8, confidence), evidence };
  }
  if (score >= suspiciousFrom) return { verdict: "suspicious", score, confidence, evidence };
  return { verdict: "unknown", score, confidence, evidence };
}

const level = ({ confidence_level: confidence }: Row): number =>
  Math.min(100, Math.max(0, confidence ?? 0));

const nameOf = ({ malware_printable: malware, threat_type: type }: Row): string =>
  [malware, type?.replaceAll("_", " ")]
    .map((text) => cleanLine(text ?? "", 60))
    .filter((text) => text !== "")
    .join(", ") || "an indicator";

import type { OtxThresholds } from "../../domain/policy";
import { counted } from "../../domain/words";
import type { General } from "./schema";
import type { Judgement } from "../judgement";

const noOpinion = { verdict: "unknown", score: null, confidence: 0 } as const;

/** No pulse names it: no opinion, which is not a good one. */
export const neverSeen: Judgement = { ...noOpinion, evidence: "no pulse names it" };

/** OTX takes names below it and nothing else. */
export const publicSuffix: Judgement = {
  ...noOpinion,
  evidence: "a public suffix, which OTX does not file",
};

/**
 * What the pulses that name an indicator mean under a policy. Anybody may publish one, so none is
 * worth much, and none anything once OTX knows the indicator as popular, harmless or a false positive.
 */
export function judge(
  { pulse_info: { count, pulses }, validation, false_positive: falsePositive }: General,
  { maliciousFrom, suspiciousFrom }: OtxThresholds,
): Judgement {
  if (count === 0) return neverSeen;
  const says = evidenceOf(count);
  const lists = validation?.length ?? 0;
  if (falsePositive?.length) return { ...noOpinion, evidence: `${says}, as a false positive` };
  if (lists > 0) return { ...noOpinion, evidence: `${says}, and so do lists of what is harmless` };

  const judgement = {
    score: Math.min(100, Math.round((100 * count) / maliciousFrom)),
    evidence: says,
    ...newest(pulses ?? []),
  };
  if (count >= maliciousFrom) return { verdict: "malicious", confidence: 0.5, ...judgement };
  const confidence = count >= fewPulses ? 0.5 : 0.3;
  const verdict = count >= suspiciousFrom ? "suspicious" : "unknown";
  return { verdict, confidence, ...judgement, score: Math.min(99, judgement.score) };
}

const fewPulses = 3;
/** OTX counts no further. */
const mostPulses = 50;

const evidenceOf = (count: number): string =>
  count === mostPulses
    ? `${count} pulses or more name it`
    : `${counted(count, "pulse")} ${count === 1 ? "names" : "name"} it`;

/** When the last of the pulses was changed. */
function newest(pulses: NonNullable<General["pulse_info"]["pulses"]>): { analysedAt?: string } {
  const times = pulses
    .map(({ modified }) => Date.parse(`${modified?.replace(/Z$/, "")}Z`))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? {} : { analysedAt: new Date(Math.max(...times)).toISOString() };
}

import type { ConfidenceThresholds } from "../../domain/policy";
import { counted } from "../../domain/words";
import { plainName } from "../plain-names";
import type { Judgement } from "../judgement";

/** One indicator in force, as the workspace's logs hold it. */
export interface Indicator {
  /** 0 to 100; null when nobody said how sure it is. */
  Confidence: number | null;
  /** The feed that brought it. */
  SourceSystem: string | null;
  /** ISO 8601. */
  Published: string;
  /** STIX: "malicious-activity", "benign" … */
  Types: string[] | null;
}

const noOpinion = { verdict: "unknown", score: null, confidence: 0 } as const;

/** The workspace cannot hold indicators, which says nothing about an observable. */
export const notCollected = (why: string): Judgement => ({ ...noOpinion, evidence: why });

/**
 * What the indicators that name an observable mean under a policy. They are as sure as their feeds
 * say; where none does it counts as 0. One that a feed calls benign counts only when no other names it.
 */
export function judge(
  indicators: readonly Indicator[],
  { maliciousFrom, suspiciousFrom }: ConfidenceThresholds,
): Judgement {
  if (indicators.length === 0) return { ...noOpinion, evidence: "no indicator in force names it" };
  const threats = indicators.filter((indicator) => !isBenign(indicator));
  const counting = threats.length > 0 ? threats : indicators;
  const score = Math.min(100, Math.max(0, ...counting.map(({ Confidence }) => Confidence ?? 0)));
  const said = { evidence: evidenceOf(counting, threats.length === 0), ...newest(counting) };
  if (threats.length === 0) return { verdict: "benign", score: 0, confidence: 0.5, ...said };
  if (score >= maliciousFrom) return { verdict: "malicious", score, confidence: 0.8, ...said };
  if (score >= suspiciousFrom) return { verdict: "suspicious", score, confidence: 0.6, ...said };
  return { verdict: "unknown", score, confidence: 0.3, ...said };
}

const isBenign = ({ Types }: Indicator): boolean =>
  Types?.some((type) => type.toLowerCase() === "benign") ?? false;

const mostFeeds = 3;

function evidenceOf(indicators: readonly Indicator[], areBenign: boolean): string {
  const count = counted(indicators.length, "indicator");
  const sure = indicators.flatMap(({ Confidence }) => Confidence ?? []);
  const confidence = sure.length > 0 ? `confidence ${Math.max(...sure)} of 100` : "no confidence";
  const feeds = [...new Set(indicators.map(({ SourceSystem }) => plainName(SourceSystem ?? "")))];
  const named = feeds.filter((feed) => feed !== "").slice(0, mostFeeds);
  const from = named.length > 0 ? `, from ${named.join(" and ")}` : "";
  return `${count} in force${areBenign ? ", as benign" : ""}, ${confidence}${from}`;
}

/** ISO 8601 in one zone and one length sorts as text. */
function newest(indicators: readonly Indicator[]): { analysedAt?: string } {
  const analysedAt = indicators
    .map(({ Published }) => Published)
    .toSorted()
    .at(-1);
  return analysedAt === undefined ? {} : { analysedAt };
}

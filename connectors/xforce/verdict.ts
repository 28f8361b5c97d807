import type { ObservableKind } from "../../domain/observable";
import type { XForceThresholds } from "../../domain/policy";
import { plainNames } from "../plain-names";
import type { Rating } from "./schema";
import type { Judgement } from "../judgement";

/** Nobody rated it: no opinion, which is not a good one. */
export const neverSeen: Judgement = {
  verdict: "unknown",
  score: null,
  confidence: 0,
  evidence: "X-Force has never seen it",
};

/**
 * What a risk score means under a policy. A low one is what every address has that nobody reported,
 * so only a URL or a domain can be benign by it: one that X-Force has put into a category.
 */
export function judgeRating(
  kind: ObservableKind,
  { score, cats }: Rating,
  { maliciousFrom, suspiciousFrom }: XForceThresholds,
): Judgement {
  if (score === null) return { ...neverSeen, evidence: "X-Force has not rated it" };
  const categories = categoriesOf(cats ?? {});
  const evidence = evidenceOf(score, categories);
  const rated = { score: Math.round(score * 10), evidence };
  if (score >= maliciousFrom) return { verdict: "malicious", confidence: 0.8, ...rated };
  if (score >= suspiciousFrom) return { verdict: "suspicious", confidence: 0.6, ...rated };
  if (categories.length === 0) return { ...neverSeen, evidence };
  if (kind === "address") return { verdict: "unknown", confidence: 0.3, ...rated };
  return { verdict: "benign", confidence: 0.5, ...rated };
}

const ofRisk: Readonly<Record<string, Omit<Judgement, "evidence">>> = {
  high: { verdict: "malicious", score: 100, confidence: 0.8 },
  medium: { verdict: "suspicious", score: 60, confidence: 0.6 },
  // It stands among malware all the same.
  low: { verdict: "suspicious", score: 30, confidence: 0.3 },
};

/** What a record of malware means. Its risk is a word, so no threshold of the policy applies. */
export function judgeMalware(risk: string | null | undefined): Judgement {
  const word = risk?.toLowerCase() ?? "";
  const known = Object.hasOwn(ofRisk, word) ? ofRisk[word] : undefined;
  return known
    ? { ...known, evidence: `a record of malware, risk ${word}` }
    : { ...neverSeen, evidence: "a record of malware without a risk" };
}

/** A category that does not apply is there with 0 or false. */
const categoriesOf = (cats: Record<string, unknown>): string[] =>
  Object.entries(cats)
    .filter(([, share]) => share === true || Number(share) > 0)
    .map(([name]) => name);

function evidenceOf(score: number, categories: readonly string[]): string {
  const list = plainNames(categories, "a category without a name").join(", ");
  return `risk score ${score} of 10, ${list === "" ? "in no category" : `as ${list}`}`;
}

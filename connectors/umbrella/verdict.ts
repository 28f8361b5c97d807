import { plainNames } from "../plain-names";
import type { Categorization } from "./schema";
import type { Judgement } from "../judgement";

/** Nobody classified it: no opinion, which is not a good one. */
export const neverSeen: Judgement = {
  verdict: "unknown",
  score: null,
  confidence: 0,
  evidence: "Umbrella has not classified it",
};

/**
 * What a status means: it is the decision of Cisco's own people, so no threshold of the policy
 * applies. A security category ("Newly Seen Domains") without their decision is a suspicion, and one
 * beside "safe" takes the word back.
 */
export function judge({ status, security_categories: categories }: Categorization): Judgement {
  const names = plainNames(categories, "a category without a name").join(", ");
  if (status === -1) {
    return {
      verdict: "malicious",
      score: 100,
      confidence: 0.8,
      evidence: says("malicious", names),
    };
  }
  if (status === 1) {
    const evidence = says("safe", names);
    return names === ""
      ? { verdict: "benign", score: 0, confidence: 0.6, evidence }
      : { ...neverSeen, evidence };
  }
  if (names === "") return neverSeen;
  return {
    verdict: "suspicious",
    score: 50,
    confidence: 0.4,
    evidence: says("undetermined", names),
  };
}

const says = (status: string, names: string): string =>
  `status ${status}, ${names === "" ? "in no security category" : `as ${names}`}`;

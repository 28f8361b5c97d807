import type { Reputation } from "../domain/reputation";

/** What a source's numbers mean: the part of a reputation that a pure function makes from them. */
export type Judgement = Pick<
  Reputation,
  "verdict" | "score" | "confidence" | "evidence" | "analysedAt"
>;

import type { Detector } from "../detector";
import type { RuleSet } from "../sigma/rule";
import { planOf } from "./plan";
import { detectionOf } from "./detection";
import { DEFAULT_LIMITS, type DetectionLimits } from "./limits";

export interface DetectorOptions {
  ruleSet: RuleSet;
  /** Those that are not given are `DEFAULT_LIMITS`. */
  limits?: Partial<DetectionLimits>;
}

/**
 * Runs compiled Sigma rules and correlations over records, whichever source they are from
 * (https://github.com/SigmaHQ/sigma-specification, "Correlation"). How windows and findings are made is in docs/detection.md.
 */
export function createDetector({ ruleSet, limits }: DetectorOptions): Detector {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const plan = planOf(ruleSet, all);
  return { open: (source, state) => detectionOf({ ruleSet, plan, limits: all, source, state }) };
}

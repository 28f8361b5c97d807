import type { Assessment } from "./assessment";
import type { ContainmentPlan, PlannedBlock } from "./containment";
import type { Closing, Policy } from "./policy";
import type { StepReport } from "./report/report";
import { tellsOf } from "./report/sections";

/**
 * How the policy closes an incident after this run; null when a person has to look at it. Nothing is
 * closed over what was not looked at: an attacker could have filled the limit with harmless things.
 */
export function closingOf(facts: {
  assessment: Assessment;
  plan: ContainmentPlan;
  steps: StepReport[];
  policy: Policy;
  /** Observables and entities that were left out for a limit. */
  notLookedAt?: number;
}): Closing | null {
  const { assessment, plan, steps, policy, notLookedAt = 0 } = facts;
  if (assessment.gaps.length > 0 || notLookedAt > 0) return null;
  if (assessment.verdict === "benign") return policy.close.whenBenign;
  return isContained(plan, steps) ? policy.close.whenContained : null;
}

/** Everything bad was planned to be blocked, and each block was done: a refused one is still bad. */
function isContained({ blocks, refused }: ContainmentPlan, steps: StepReport[]): boolean {
  const isDone = ({ observable }: PlannedBlock): boolean => {
    const ofBlock = steps.filter((step) => tellsOf(step, observable));
    return ofBlock.length > 0 && ofBlock.every(({ state }) => state === "done");
  };
  return blocks.length > 0 && refused.length === 0 && blocks.every(isDone);
}

import type { Assessment } from "./assessment";
import type { ContainmentPlan } from "./containment";
import type { Closing, Policy } from "./policy";
import type { StepReport } from "./report/report";
import { isBad } from "./verdict";

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
  return isContained(assessment, plan, steps) ? policy.close.whenContained : null;
}

/** Everything bad was planned to be contained, and each containment was done: a refused one is still bad. */
function isContained(
  { observables, subjects = [] }: Assessment,
  { items, refused }: ContainmentPlan,
  steps: StepReport[],
): boolean {
  const isDone = (id: string): boolean => {
    const ofItem = steps.filter(({ about }) => about === id);
    return ofItem.length > 0 && ofItem.every(({ state }) => state === "done" || state === "would");
  };
  const covered = new Set(items.flatMap(({ about, target }) => [about, target.label]));
  return (
    items.length > 0 &&
    refused.length === 0 &&
    items.every(({ id }) => isDone(id)) &&
    observables.every(
      ({ verdict, observable: { value } }) => !isBad(verdict) || covered.has(value),
    ) &&
    subjects.every(({ verdict, key }) => !isBad(verdict) || covered.has(key))
  );
}

import { isCorroborated } from "./agreement";
import type { Assessment, ObservableAssessment } from "./assessment";
import { cleanLine } from "./clean-text";
import type { ContainmentPlan } from "./containment";
import { refusalOf } from "./guard";
import type { Incident } from "./incident";
import type { Policy } from "./policy";
import { isAtLeast } from "./severity";
import { badness, isBad } from "./verdict";
import { counted } from "./words";

/**
 * What of the bad observables is blocked, worst first, and what is not, each with the rule that says
 * so. An observable that nobody calls bad is not considered.
 */
export function planContainment(
  assessment: Assessment,
  incident: Incident,
  policy: Policy,
): ContainmentPlan {
  const plan: ContainmentPlan = { blocks: [], refused: [] };
  const bad = assessment.observables.filter(({ verdict }) => isBad(verdict));
  for (const one of bad.toSorted((a, b) => badness(b.verdict) - badness(a.verdict))) {
    const { observable } = one;
    const refusal =
      refusalByPolicy(one, incident, policy) ??
      refusalOf(observable, policy) ??
      refusalByLimit(plan.blocks.length, policy);
    if (refusal !== undefined) plan.refused.push({ observable, reason: refusal });
    else {
      const { lifetimeHours } = policy.block;
      plan.blocks.push({ observable, reason: reasonFor(one), lifetimeHours });
    }
  }
  return plan;
}

function refusalByPolicy(
  { verdict, reputations }: ObservableAssessment,
  { severity }: Incident,
  { block }: Policy,
): string | undefined {
  if (!block.isEnabled) return "The policy does not block anything";
  if (!isAtLeast(severity, block.fromSeverity)) {
    return `The policy blocks from severity ${block.fromSeverity} on; this incident is ${severity}`;
  }
  if (badness(verdict) < badness(block.fromVerdict)) {
    return `The policy blocks what is ${block.fromVerdict}; this is ${verdict}`;
  }
  return isCorroborated(reputations)
    ? undefined
    : "Only sources that anybody may publish in speak against it: they never lead to a block alone";
}

function refusalByLimit(planned: number, { block }: Policy): string | undefined {
  return planned < block.maxPerIncident
    ? undefined
    : `The policy blocks at most ${counted(block.maxPerIncident, "address", "addresses")} for one incident`;
}

function reasonFor({ verdict, reputations }: ObservableAssessment): string {
  const sources = reputations
    .filter((reputation) => reputation.verdict === verdict)
    .map(({ source, evidence }) => `${cleanLine(source, 60)}: ${cleanLine(evidence, 160)}`);
  return `${verdict}, ${sources.slice(0, 3).join("; ")}`;
}

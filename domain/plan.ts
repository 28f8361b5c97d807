import type {
  Candidate,
  ContainmentPlan,
  PlannedContainment,
  RefusedContainment,
  Resolution,
} from "./containment";
import type { ContextFinding } from "./context";
import { refusalOf } from "./guard";
import type { Outcome } from "./outcome";
import type { KindPolicy, Policy } from "./policy";
import { counted } from "./words";

/** A candidate, and what the search for its target found. */
export interface Resolved {
  candidate: Candidate;
  resolution: Outcome<Resolution>;
}

/**
 * What is done, worst first, and what is not, each with the rule that says so. One target is contained
 * in one way once, however many claims lead to it.
 */
export function planContainments(
  resolved: Resolved[],
  facts: { policy: Policy; context: ContextFinding[]; at: string },
): ContainmentPlan {
  const plan: ContainmentPlan = { items: [], refused: [] };
  for (const { candidate, resolution } of resolved) {
    const { kind, label, reason } = candidate;
    const refuse = (why: string, needsHuman: boolean): RefusedContainment => ({
      kind,
      label,
      reason: why,
      needsHuman,
    });
    if (!resolution.ok) {
      plan.refused.push(refuse(resolution.failure.message, true));
      continue;
    }
    if (!("found" in resolution.value)) {
      plan.refused.push(refuse(resolution.value.question, true));
      continue;
    }
    const { found: target } = resolution.value;
    const id = `${kind}:${target.id}`;
    if (plan.items.some((item) => item.id === id)) continue;
    const rules = facts.policy.contain.kinds[kind];
    const why =
      refusalOf(kind, target, facts.policy, facts.at) ??
      refusalByLimit(plan.items, kind, rules, facts.policy);
    if (why !== undefined) plan.refused.push(refuse(why, false));
    else {
      const { lifetimeHours } = rules;
      const asked = rules.act === "ask" ? "the policy asks for this kind" : undefined;
      plan.items.push({
        id,
        kind,
        target,
        reason,
        lifetimeHours,
        blastRadius: [],
        quorum: asked === undefined ? 0 : rules.quorum,
        ...(asked !== undefined && { askedBecause: asked }),
      });
    }
  }
  return plan;
}

function refusalByLimit(
  items: PlannedContainment[],
  kind: Candidate["kind"],
  { maxPerIncident }: KindPolicy,
  { contain }: Policy,
): string | undefined {
  if (items.filter((item) => item.kind === kind).length >= maxPerIncident) {
    return `The policy does this at most ${counted(maxPerIncident, "time")} for one incident`;
  }
  const { perIncident } = contain.limits;
  return items.length < perIncident
    ? undefined
    : `The policy contains at most ${counted(perIncident, "target")} for one incident`;
}

import type { OrchestrationContext } from "durable-functions";
import type { Assessment } from "../domain/assessment";
import { candidatesOf } from "../domain/candidates";
import type { ContainmentPlan } from "../domain/containment";
import type { ContextFinding } from "../domain/context";
import type { Incident } from "../domain/incident";
import { canonicalJson } from "../domain/json";
import { MOST_BYTES, bytesOf } from "../domain/pieces";
import { planContainments } from "../domain/plan";
import { type Flow, ask, askAll } from "../durable/flow";
import { keepText } from "./keep-text";
import { type ResponseInput, activities, patienceOf, stepOf } from "./response";

/** What is to be done, and by which hash it is known. */
export interface DecidedPlan {
  plan: ContainmentPlan;
  /** SHA-256 of the decision, in hex; null when it could not be written down, and then nobody can agree to it. */
  hash: string | null;
}

/** What is to be done about an assessment: each target is found at its provider first, exactly. */
export function* planResponse(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  facts: { assessment: Assessment; incident: Incident; context: ContextFinding[] },
): Flow<DecidedPlan> {
  const { assessment, incident } = facts;
  const { resolveTarget, recordDecision } = activities(context);
  const { candidates, refused } = candidatesOf(assessment, incident, policy);
  const { resolutions } = yield* askAll(
    context,
    {
      resolutions: candidates.map(
        ({ kind, claim }) =>
          () =>
            resolveTarget({ kind, claim }),
      ),
    },
    patienceOf(policy),
  );
  const resolved = candidates.map((candidate, index) => ({
    candidate,
    resolution: resolutions[index]!,
  }));
  const at = context.df.currentUtcDateTime.toISOString();
  const planned = planContainments(resolved, { policy, context: facts.context, at });
  const plan = { items: planned.items, refused: [...refused, ...planned.refused] };
  const patience = patienceOf(policy);
  const text = canonicalJson(decisionOf(assessment, plan));
  const decided = yield* keepText(context, "decision", text, patience);
  if (!decided.ok) return { plan, hash: null };
  const why = {
    reasons: assessment.reasons,
    items: plan.items.map(({ id, reason }) => ({ id, reason })),
  };
  const record = {
    step: stepOf(context, incident.ref, "decide"),
    ref: incident.ref,
    decided: decided.value,
    // Words beside the decision: where there is no room for both, what was decided goes first.
    ...(bytesOf([decided.value, why]) <= MOST_BYTES && { why }),
  };
  const recorded = yield* ask(context, () => recordDecision(record), patience);
  return { plan, hash: recorded.ok ? recorded.value.hash : null };
}

/** What was decided, as the record keeps it and people agree to it: nothing in it grows old by itself. */
const decisionOf = ({ verdict }: Assessment, { items, refused }: ContainmentPlan) => ({
  verdict,
  items: items.map(({ id, kind, lifetimeHours, quorum }) => ({
    id,
    kind,
    lifetimeHours,
    quorum,
  })),
  refused: refused.map(({ kind, label, reason }) => ({ kind, label, reason })),
});

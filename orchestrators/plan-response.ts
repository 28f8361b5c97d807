import type { OrchestrationContext } from "durable-functions";
import type { Assessment } from "../domain/assessment";
import { candidatesOf } from "../domain/candidates";
import type { ContainmentPlan, PlannedContainment } from "../domain/containment";
import type { ContextFinding } from "../domain/context";
import type { Incident } from "../domain/incident";
import { canonicalJson } from "../domain/json";
import { MOST_BYTES, bytesOf } from "../domain/pieces";
import { planContainments } from "../domain/plan";
import type { Policy } from "../domain/policy";
import type { SweepOrigin } from "../domain/sweep";
import { counted } from "../domain/words";
import { type Flow, ask, askAll } from "../durable/flow";
import { keepText } from "./keep-text";
import { type ResponseInput, activities, isWhatIf, patienceOf, stepOf } from "./response";

/** What is to be done, and by which hash it is known. */
export interface DecidedPlan {
  plan: ContainmentPlan;
  /** SHA-256 of the decision, in hex; null when it could not be written down, and then nobody can agree to it. */
  hash: string | null;
}

/** What is to be done about an assessment: each target is found at its provider first, exactly. */
export function* planResponse(
  context: OrchestrationContext,
  { policy, hint: { sweep } }: ResponseInput,
  facts: { assessment: Assessment; incident: Incident; context: ContextFinding[] },
): Flow<DecidedPlan> {
  const { assessment, incident } = facts;
  const { resolveTarget, recordDecision } = activities(context);
  const wanted = candidatesOf(assessment, incident, policy);
  const { candidates, refused } = reportedOnly(wanted, sweep?.reportOnly);
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
  const items = sweep ? yield* withinSweep(context, policy, sweep, planned.items) : planned.items;
  const plan = { items, refused: [...refused, ...planned.refused] };
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

/** Of a finding that only reports: nothing is considered, and each says why. */
function reportedOnly(
  wanted: ReturnType<typeof candidatesOf>,
  reportOnly: string | undefined,
): ReturnType<typeof candidatesOf> {
  if (reportOnly === undefined) return wanted;
  const refused = wanted.candidates.map(({ kind, label }) => ({
    kind,
    label,
    reason: reportOnly,
    needsHuman: false,
  }));
  return { candidates: [], refused: [...refused, ...wanted.refused] };
}

/**
 * What one sweep may do without a person is bounded: whoever fills a log shall not have half of our people
 * blocked. People are asked about the rest; and about all of it where nobody can say how much there was.
 */
function* withinSweep(
  context: OrchestrationContext,
  policy: Policy,
  { source, sweep, blocksPerSweep: most }: SweepOrigin,
  items: PlannedContainment[],
): Flow<PlannedContainment[]> {
  const ids = items.filter(({ quorum }) => quorum === 0).map(({ id }) => id);
  if (ids.length === 0 || isWhatIf(context)) return items;
  const { takeFromSweep } = activities(context);
  const question = () => takeFromSweep({ source, sweep, most, ids });
  const answer = yield* ask(context, question, patienceOf(policy));
  const taken = answer.ok ? answer.value.taken : [];
  const because = `one sweep contains at most ${counted(most, "target")} without a person`;
  return items.map((item) =>
    item.quorum > 0 || taken.includes(item.id)
      ? item
      : {
          ...item,
          quorum: Math.max(1, policy.contain.kinds[item.kind].quorum),
          askedBecause: because,
        },
  );
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

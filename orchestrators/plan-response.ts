import type { OrchestrationContext } from "durable-functions";
import type { Assessment } from "../domain/assessment";
import { candidatesOf } from "../domain/candidates";
import type { ContainmentPlan } from "../domain/containment";
import type { Incident } from "../domain/incident";
import { planContainments } from "../domain/plan";
import { type Flow, askAll } from "../durable/flow";
import { type ResponseInput, activities, patienceOf } from "./response";

/** What is to be done about an assessment: each target is found at its provider first, exactly. */
export function* planResponse(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  assessment: Assessment,
  incident: Incident,
): Flow<ContainmentPlan> {
  const { resolveTarget } = activities(context);
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
  const plan = planContainments(resolved, { policy, context: [], at });
  return { items: plan.items, refused: [...refused, ...plan.refused] };
}

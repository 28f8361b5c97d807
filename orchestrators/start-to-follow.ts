import type { OrchestrationContext } from "durable-functions";
import type { PlannedContainment } from "../domain/containment";
import { sentenceOf } from "../domain/containment-kind";
import type { StepReport } from "../domain/report/report";
import { stepReport } from "../domain/step-report";
import { type Flow, gather } from "../durable/flow";
import type { FollowInput } from "./follow-case";
import { type Response, type ResponseInput, activities, isWhatIf } from "./response";

/**
 * Hands the case over to the flow that keeps it in step, when there is anything to keep; answers what
 * went wrong with it. What providers are still at is seen through whatever the policy says: a device
 * that was off shall not be isolated by surprise.
 */
export function* startToFollow(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  { incident, ...opened }: Response,
  pending: readonly PlannedContainment[],
): Flow<StepReport[]> {
  const { isEnabled, everyMinutes, forDays, closeIncidentAs } = policy.follow;
  // A ticket is kept in step with its incident in Sentinel; without one there is nothing to compare it with.
  const isFollowed = isEnabled && !incident.isOutsideSentinel;
  const { ticket, pageKey } = isFollowed ? opened : { ticket: null, pageKey: null };
  const isNeeded = ticket !== null || pageKey !== null || pending.length > 0;
  if (!isNeeded || isWhatIf(context)) return [];
  const input: FollowInput = {
    ref: incident.ref,
    incidentNumber: incident.number,
    severity: incident.severity,
    isOwned: incident.ownerObjectId !== undefined,
    ticket,
    pageKey,
    pending: pending.map((item) => ({ id: item.id, what: sentenceOf(item) })),
    policy: { everyMinutes, forDays, closeIncidentAs },
  };
  const { startFollowing } = activities(context);
  const started = yield* gather([startFollowing({ input })]);
  return started
    .map((outcome) => stepReport("Following the case", outcome, () => "begun"))
    .filter(({ state }) => state !== "done");
}

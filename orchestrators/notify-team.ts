import type { OrchestrationContext } from "durable-functions";
import type { StepReport } from "../domain/report/report";
import { isAtLeast } from "../domain/severity";
import { stepReport } from "../domain/step-report";
import { type Flow, ask } from "../durable/flow";
import {
  type Response,
  type ResponseInput,
  activities,
  enter,
  patienceOf,
  reportOf,
  stepOf,
} from "./response";

/** Tells the team's channel what was found and what will be done about it. */
export function* notifyTeam(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  response: Response,
): Flow<StepReport> {
  enter(context, "notifying");
  const what = "Teams message";
  const { incident } = response;
  if (!isAtLeast(incident.severity, policy.notify.fromSeverity)) {
    const detail = `policy notifies from severity ${policy.notify.fromSeverity} on`;
    return { what, state: "skipped", detail };
  }

  const { postTeamsCard } = activities(context);
  const message = {
    step: stepOf(context, incident.ref, "teams"),
    report: reportOf(context, response),
  };
  const posted = yield* ask(context, () => postTeamsCard(message), patienceOf(policy));

  if (posted.ok && posted.value.sent === "maybe") {
    return {
      what,
      state: "maybe",
      detail: "may have been sent: Teams gave no answer and cannot be asked",
    };
  }
  return stepReport(what, posted, () => "sent");
}

import type { OrchestrationContext } from "durable-functions";
import type { IncidentChange } from "../domain/incident";
import type { Outcome } from "../domain/outcome";
import type { Closing } from "../domain/policy";
import { ticketRefOf } from "../domain/ticket";
import type { StepReport } from "../domain/report/report";
import { resolutionNotes } from "../domain/report/ticket-text";
import { laterStep, stepReport } from "../domain/step-report";
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

/** Closes the incident as policy classifies it; its ticket is resolved only once that is so. */
export function* closeCase(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  response: Response,
  closing: Closing,
): Flow<StepReport[]> {
  enter(context, "closing");
  const { closeIncident, resolveTicket, noteTicket } = activities(context);
  const { incident, ticket } = response;
  const { ref, alertCount } = incident;
  const change: IncidentChange = {
    status: "Closed",
    close: { ...closing, alertCount, comment: `Closed by policy, run ${context.df.instanceId}` },
  };
  const close = { step: stepOf(context, ref, "close"), ref, change };
  const patience = patienceOf(policy);
  const closed = closedStep(yield* ask(context, () => closeIncident(close), patience), closing);
  if (!ticket) {
    const isAnnounced = response.steps.some(
      ({ what, state }) => what === "Ticket" && state === "would",
    );
    return isAnnounced ? [closed, laterStep("Ticket resolved", "the ticket")] : [closed];
  }

  const report = reportOf(context, { ...response, steps: [...response.steps, closed] });
  const told = { ticket: ticketRefOf(ticket), text: resolutionNotes(report) };
  if (closed.state !== "done" && closed.state !== "would") {
    const note = { step: stepOf(context, ref, "ticket note"), ...told };
    const noted = yield* ask(context, () => noteTicket(note), patience);
    return [closed, stepReport("Note in the ticket", noted, () => "written")];
  }
  const resolve = { step: stepOf(context, ref, "resolve ticket"), ...told };
  const resolved = yield* ask(context, () => resolveTicket(resolve), patience);
  return [closed, stepReport("Ticket resolved", resolved, () => ticket.number)];
}

/** What Sentinel answers is open when alerts joined the incident since it was looked at. */
function closedStep(outcome: Outcome<{ status: string }>, closing: Closing): StepReport {
  const what = "Incident closed";
  const isOpen = outcome.ok && outcome.value.status !== "Closed";
  return isOpen
    ? { what, state: "failed", detail: "alerts joined it since this run looked at it" }
    : stepReport(what, outcome, () => closing.classification);
}

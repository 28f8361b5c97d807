import type { OrchestrationContext } from "durable-functions";
import type { IncidentChange } from "../domain/incident";
import type { Outcome } from "../domain/outcome";
import type { Closing, Policy } from "../domain/policy";
import { ticketRefOf } from "../domain/ticket";
import type { StepReport } from "../domain/report/report";
import { resolutionNotes } from "../domain/report/ticket-text";
import { laterStep, stepReport } from "../domain/step-report";
import { type Flow, ask } from "../durable/flow";
import { closeFindings, findFindings } from "./close-findings";
import {
  type Response,
  type ResponseInput,
  activities,
  enter,
  patienceOf,
  reportOf,
  stepOf,
} from "./response";

/** Closes the incident as policy classifies it; what its alerts name elsewhere, and its ticket, only once that is so. */
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
    close: { ...closing, alertCount, comment: commentOf(context) },
  };
  const close = { step: stepOf(context, ref, "close"), ref, change };
  const patience = patienceOf(policy);
  const named = yield* findFindings(context, policy, response);
  const closed = closedStep(yield* ask(context, () => closeIncident(close), patience), closing);
  const portal = yield* resolvedInDefender(context, policy, response, closing, closed);
  const isClosed = closed.state === "done" || closed.state === "would";
  const found =
    named && isClosed ? yield* closeFindings(context, policy, response, closing, named) : [];
  const steps = [closed, ...portal, ...found];
  if (!ticket) {
    const isAnnounced = response.steps.some(
      ({ what, state }) => what === "Ticket" && state === "would",
    );
    return isAnnounced ? [...steps, laterStep("Ticket resolved", "the ticket")] : steps;
  }

  const report = reportOf(context, { ...response, steps: [...response.steps, ...steps] });
  const told = { ticket: ticketRefOf(ticket), text: resolutionNotes(report) };
  if (!isClosed) {
    const note = { step: stepOf(context, ref, "ticket note"), ...told };
    const noted = yield* ask(context, () => noteTicket(note), patience);
    return [...steps, stepReport("Note in the ticket", noted, () => "written")];
  }
  const resolve = { step: stepOf(context, ref, "resolve ticket"), ...told };
  const resolved = yield* ask(context, () => resolveTicket(resolve), patience);
  return [...steps, stepReport("Ticket resolved", resolved, () => ticket.number)];
}

const commentOf = ({ df: { instanceId } }: OrchestrationContext): string =>
  `Closed by policy, run ${instanceId}`;

/** Of an incident of the Defender portal, where the policy says so and Sentinel's is closed. */
function* resolvedInDefender(
  context: OrchestrationContext,
  policy: Policy,
  { incident: { ref, defenderId } }: Response,
  closing: Closing,
  { state }: StepReport,
): Flow<StepReport[]> {
  const isClosed = state === "done" || state === "would";
  if (!policy.close.inDefender || defenderId === undefined || !isClosed) return [];
  const { resolveInDefender } = activities(context);
  const step = stepOf(context, ref, "resolve in defender");
  const input = { step, id: defenderId, closing, comment: commentOf(context) };
  const what = "Resolved in the Defender portal";
  const outcome = yield* ask(context, () => resolveInDefender(input), patienceOf(policy));
  if (outcome.ok && outcome.value.state === "merged") {
    const detail = `it was merged into incident ${outcome.value.id}, which has alerts that this run did not look at: that was told in a comment, and left open`;
    return [{ what, state: "failed", detail }];
  }
  return [stepReport(what, outcome, ({ id }) => `incident ${id}`)];
}

/** What Sentinel answers is open when alerts joined the incident since it was looked at. */
function closedStep(outcome: Outcome<{ status: string }>, closing: Closing): StepReport {
  const what = "Incident closed";
  const isOpen = outcome.ok && outcome.value.status !== "Closed";
  return isOpen
    ? { what, state: "failed", detail: "alerts joined it since this run looked at it" }
    : stepReport(what, outcome, () => closing.classification);
}

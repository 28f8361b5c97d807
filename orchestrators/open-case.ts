import type { OrchestrationContext } from "durable-functions";
import type { IncidentChange } from "../domain/incident";
import type { Policy } from "../domain/policy";
import { isAtLeast } from "../domain/severity";
import { stepReport } from "../domain/step-report";
import { ticketDraft } from "../domain/report/ticket-text";
import { type Flow, askAll } from "../durable/flow";
import {
  type OpenCase,
  type ResponseInput,
  type SettledIncident,
  activities,
  enter,
  patienceOf,
  stepOf,
} from "./response";

/** Takes the incident in Sentinel and opens its ticket, both at once. */
export function* openCase(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  { incident, entities }: SettledIncident,
): Flow<OpenCase> {
  enter(context, "opening");
  const { takeIncident, openTicket } = activities(context);
  const { ref } = incident;
  const take = {
    step: stepOf(context, ref, "take"),
    ref,
    change: takingOf(incident.ownerObjectId, policy),
  };
  const draft = ticketDraft(incident, `sentinel:${ref.name.toLowerCase()}`, entities);
  const ticket = { step: stepOf(context, ref, "ticket"), system: policy.open.ticketSystem, draft };
  const wantsTicket = isAtLeast(incident.severity, policy.open.ticketFromSeverity);

  const { taken, tickets } = yield* askAll(
    context,
    { taken: [() => takeIncident(take)], tickets: wantsTicket ? [() => openTicket(ticket)] : [] },
    patienceOf(policy),
  );

  const [opened] = tickets;
  return {
    incident: taken[0]?.ok ? { ...incident, ...takenOver(taken[0].value) } : incident,
    ticket: opened?.ok ? opened.value : null,
    steps: [
      ...taken.map((outcome) =>
        stepReport(
          "Incident in Sentinel",
          outcome,
          ({ status }) => `${status}, tagged ${policy.open.tag}`,
        ),
      ),
      ...tickets.map((outcome) =>
        stepReport(
          "Ticket",
          outcome,
          ({ number, isNew }) => `${number} ${isNew ? "opened" : "found"}`,
        ),
      ),
      ...(wantsTicket ? [] : [noTicket(policy)]),
    ],
  };
}

/** An owner that somebody chose stays. */
const takingOf = (owner: string | undefined, { open }: Policy): IncidentChange => ({
  status: "Active",
  addLabels: [open.tag],
  ...(open.ownerObjectId && !owner && { ownerObjectId: open.ownerObjectId }),
});

const takenOver = ({
  status,
  labels,
}: {
  status: "New" | "Active" | "Closed";
  labels: string[];
}) => ({
  status,
  labels,
});

const noTicket = ({ open }: Policy) => ({
  what: "Ticket",
  state: "skipped" as const,
  detail: `policy opens one from severity ${open.ticketFromSeverity} on`,
});

import { cleanLine, cleanText } from "../../domain/clean-text";
import type { PagerDutyTickets } from "../../domain/policy";
import type { Severity } from "../../domain/incident";
import type { TicketDraft } from "../../domain/ticket";
import type { TicketChange } from "../../domain/ticketing";

/** A title is as long as a summary may be, which becomes one. */
export const longest = { title: 1_024, text: 4_000 };

/** What opens an incident. Details are a text, whatever the published description of the API says. */
export function draftBody(
  serviceId: string,
  policy: PagerDutyTickets,
  { key, title, description, severity }: TicketDraft,
) {
  return {
    incident: {
      type: "incident",
      title: cleanLine(title, longest.title) || key,
      service: { id: serviceId, type: "service_reference" },
      ...weightOf(policy, severity),
      incident_key: key,
      body: { type: "incident_body", details: cleanText(description, longest.text) },
    },
  };
}

/** What changes an incident: never its status. */
export function changeBody(policy: PagerDutyTickets, { title, severity }: TicketChange): object {
  const line = cleanLine(title ?? "", longest.title);
  return {
    ...(line !== "" && { title: line }),
    ...(severity !== undefined && weightOf(policy, severity)),
  };
}

function weightOf({ severities }: PagerDutyTickets, severity: Severity) {
  const { urgency, priorityId } = severities[severity];
  return {
    urgency,
    ...(priorityId !== null && { priority: { id: priorityId, type: "priority_reference" } }),
  };
}

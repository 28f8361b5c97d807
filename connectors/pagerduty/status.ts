import type { TicketState, TicketStatus } from "../../domain/ticketing";
import type { PagerDutyIncident } from "./schema";

const states: Readonly<Record<string, [TicketState, string]>> = {
  triggered: ["new", "Triggered"],
  acknowledged: ["active", "Acknowledged"],
  resolved: ["resolved", "Resolved"],
};

/** An incident as it is now; a status that we do not know is shown, and counts as being worked on. */
export function ticketStatus(incident: PagerDutyIncident): TicketStatus {
  const { id, status, created_at, updated_at, last_status_change_at } = incident;
  const [state, stateName] = states[status] ?? ["active" as const, status];
  const [first] = incident.assignments ?? [];
  return {
    id,
    number: `#${incident.incident_number}`,
    state,
    stateName,
    assignee: first?.assignee?.summary ?? null,
    updatedAt: updated_at ?? last_status_change_at ?? created_at,
  };
}

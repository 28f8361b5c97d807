import type { Account } from "./account";
import { priorities, reference, services, users, web } from "./people";
import type { AlertRow, IncidentRow, NoteRow } from "./rows";

const byId = <T extends { id: string }>(list: readonly T[], id: string | null): T | undefined =>
  list.find((one) => one.id === id);

const userOf = (id: string | null, root: string) => {
  const user = byId(users, id);
  return user && reference("user", user, root);
};

/** An incident as the REST API answers it. https://developer.pagerduty.com/api-reference/b3A6Mjc0ODEzOA-get-an-incident */
export function incidentAnswer(row: IncidentRow, account: Account, root: string) {
  const alerts = account.alertsOf(row.id);
  const service = byId(services, row.serviceId);
  const priority = byId(priorities, row.priorityId);
  const assignee = row.status === "resolved" ? undefined : userOf(row.assigneeId, root);
  const open = alerts.filter(({ isOpen }) => isOpen).length;
  return {
    id: row.id,
    type: "incident",
    summary: `[#${row.number}] ${row.title}`,
    self: `${root}/incidents/${row.id}`,
    html_url: `${web}/incidents/${row.id}`,
    incident_number: row.number,
    title: row.title,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    resolved_at: row.resolvedAt,
    status: row.status,
    incident_key: row.incidentKey,
    service: service && reference("service", service, root),
    assignments: assignee ? [{ at: row.createdAt, assignee }] : [],
    assigned_via: "escalation_policy",
    acknowledgements: [],
    last_status_change_at: row.updatedAt,
    teams: [],
    priority: priority ? reference("priority", priority, root) : null,
    urgency: row.urgency,
    is_mergeable: true,
    pending_actions: [],
    alert_counts: { all: alerts.length, triggered: open, resolved: alerts.length - open },
    ...(row.details !== null && { body: { type: "incident_body", details: row.details } }),
  };
}

export const noteAnswer = (note: NoteRow, root: string) => ({
  id: note.id,
  content: note.content,
  created_at: note.createdAt,
  user: userOf(note.userId, root),
  channel: { summary: "The PagerDuty website or APIs" },
});

export const alertAnswer = (alert: AlertRow, root: string) => ({
  id: alert.id,
  type: "alert",
  summary: alert.summary,
  self: `${root}/incidents/${alert.incidentId}/alerts/${alert.id}`,
  html_url: `${web}/alerts/${alert.id}`,
  created_at: alert.createdAt,
  status: alert.isOpen ? "triggered" : "resolved",
  alert_key: alert.alertKey,
  severity: alert.severity,
  suppressed: false,
  body: { type: "alert_body", details: alert.body },
  incident: { id: alert.incidentId, type: "incident_reference" },
});

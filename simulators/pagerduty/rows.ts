export const STATUSES = ["triggered", "acknowledged", "resolved"] as const;
export type Status = (typeof STATUSES)[number];

/** An incident, however it was opened. */
export interface IncidentRow {
  id: string;
  number: number;
  title: string;
  status: Status;
  urgency: "high" | "low";
  serviceId: string;
  priorityId: string | null;
  /** Of the REST API; an incident that alerts opened has none. */
  incidentKey: string | null;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
  resolvedAt: string | null;
  /** Who works on it, by id. */
  assigneeId: string | null;
  details: string | null;
  resolution: string | null;
  /** What happened to it, oldest first; only what changed something. */
  log: readonly LogEntry[];
}

export type LogEntry =
  | "triggered"
  | "repeated"
  | "acknowledged"
  | "resolved"
  | "reopened"
  | "changed";

/** An alert that an event opened, in the incident that it opened. */
export interface AlertRow {
  id: string;
  alertKey: string;
  incidentId: string;
  isOpen: boolean;
  createdAt: string;
  summary: string;
  severity: string;
  /** The event without its routing key. */
  body: unknown;
}

export interface NoteRow {
  id: string;
  incidentId: string;
  userId: string;
  content: string;
  createdAt: string;
}

import type { Table, World } from "../simulator";
import type { AlertRow, IncidentRow, LogEntry, NoteRow, Status } from "./rows";

/** What an account holds, and how it changes, whichever of the APIs asks. */
export interface Account {
  incidents(): IncidentRow[];
  incident(id: string): IncidentRow | undefined;
  alertsOf(incidentId: string): AlertRow[];
  openAlert(key: string): AlertRow | undefined;
  notesOf(incidentId: string): NoteRow[];
  open(incident: NewIncident): IncidentRow;
  raise(alert: Omit<AlertRow, "id" | "isOpen" | "createdAt">): void;
  /** Overwrites the alert, as a repeated trigger does. */
  repeat(alert: AlertRow, change: Partial<AlertRow>): void;
  /** Changes an incident; its log says what, when anything is another than before. */
  change(incident: IncidentRow, to: Partial<IncidentRow>): IncidentRow;
  note(incidentId: string, userId: string, content: string): NoteRow;
  all(): { incidents: IncidentRow[]; alerts: AlertRow[]; notes: NoteRow[] };
}

export type NewIncident = Pick<IncidentRow, "title" | "serviceId"> &
  Partial<Omit<IncidentRow, "number" | "updatedAt">>;

/** Opens the account of a world. */
export function openAccount(world: World): Account {
  const incidents: Table<IncidentRow> = world.table("incidents");
  const alerts: Table<AlertRow> = world.table("alerts");
  const notes: Table<NoteRow> = world.table("notes");
  const counters: Table<number> = world.table("counters");
  const now = (): string => new Date(world.now()).toISOString().replace(/\.\d+/, "");

  function next(name: string): number {
    const value = (counters.get(name) ?? 0) + 1;
    counters.set(name, value);
    return value;
  }
  const newId = (): string => `Q${next("id").toString(36).toUpperCase().padStart(13, "0")}`;

  function change(before: IncidentRow, to: Partial<IncidentRow>): IncidentRow {
    const after = { ...before, ...to };
    if (JSON.stringify(after) === JSON.stringify(before)) return before;
    const isResolved = after.status === "resolved";
    const row: IncidentRow = {
      ...after,
      updatedAt: now(),
      resolvedAt: isResolved ? (before.resolvedAt ?? now()) : null,
      log: [...before.log, entryOf(before.status, after.status)],
    };
    incidents.set(row.id, row);
    if (isResolved) {
      const open = alerts.rows().filter((alert) => alert.incidentId === row.id && alert.isOpen);
      for (const alert of open) alerts.set(alert.id, { ...alert, isOpen: false });
    }
    return row;
  }

  return {
    incidents: () => incidents.rows(),
    incident: (id) => incidents.get(id),
    alertsOf: (id) => alerts.rows().filter(({ incidentId }) => incidentId === id),
    openAlert: (key) => alerts.rows().find((alert) => alert.alertKey === key && alert.isOpen),
    notesOf: (id) => notes.rows().filter(({ incidentId }) => incidentId === id),
    open(given) {
      const at = now();
      const id = given.id ?? newId();
      const fresh = { ...blank, createdAt: at, updatedAt: at, number: next("incident") };
      const created: IncidentRow = { ...fresh, ...given, id };
      incidents.set(created.id, created);
      return created;
    },
    raise(alert) {
      const id = newId();
      alerts.set(id, { ...alert, id, isOpen: true, createdAt: now() });
    },
    repeat(alert, to) {
      alerts.set(alert.id, { ...alert, ...to });
      const incident = incidents.get(alert.incidentId);
      if (incident) incidents.set(incident.id, { ...incident, log: [...incident.log, "repeated"] });
    },
    change,
    note(incidentId, userId, content) {
      const note = { id: newId(), incidentId, userId, content, createdAt: now() };
      notes.set(note.id, note);
      return note;
    },
    all: () => ({ incidents: incidents.rows(), alerts: alerts.rows(), notes: notes.rows() }),
  };
}

const blank = {
  status: "triggered",
  urgency: "high",
  priorityId: null,
  incidentKey: null,
  resolvedAt: null,
  assigneeId: "PADAUSR",
  details: null,
  resolution: null,
  log: ["triggered"],
} as const;

function entryOf(before: Status, after: Status): LogEntry {
  if (before === after) return "changed";
  if (after === "triggered" || before === "resolved") return "reopened";
  return after;
}

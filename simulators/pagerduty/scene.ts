import { checkedScene, isRecord } from "../simulator";
import { type IncidentRow, STATUSES } from "./rows";

/** What a test can decide about the account. */
export interface Settings {
  /** Events in any 60 seconds: 120 when nothing is said. */
  eventsPerMinute: number;
  /** Requests of the REST API in any 60 seconds: 960 when nothing is said. */
  requestsPerMinute: number;
  /** How long an event waits before it does anything: 0 when nothing is said. */
  processingSeconds: number;
  /** Of every service: "active", "warning", "critical", "maintenance" or "disabled". */
  serviceStatus: string;
  /** What the plan lacks: an operation that needs it answers 402. */
  lacksPriorities: boolean;
}

export const usual: Settings = {
  eventsPerMinute: 120,
  requestsPerMinute: 960,
  processingSeconds: 0,
  serviceStatus: "active",
  lacksPriorities: false,
};

export type Scene = Partial<Settings> & {
  /** With a known id they change an incident, as a person would; else they open one. */
  incidents?: SceneIncident[];
};

/** An incident as the answers of the REST API name its members. */
export interface SceneIncident {
  id?: string;
  incident_key?: string;
  /** Of an alert that opened it, and is open as long as it is. */
  alert_key?: string;
  title?: string;
  status?: IncidentRow["status"];
  created_at?: string;
  service?: string;
  assignee?: string | null;
}

const expected =
  'The scene of "pagerduty" takes "eventsPerMinute", "requestsPerMinute" and "processingSeconds" ' +
  '(numbers), "serviceStatus", "lacksPriorities" (true or false) and "incidents" ([{id, ' +
  "incident_key, alert_key, title, status, created_at, service, assignee}])";

const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0;
const members = ["id", "incident_key", "alert_key", "title", "created_at", "service"];

const isIncident = (value: unknown): boolean =>
  isRecord(value) &&
  Object.entries(value).every(([name, member]) => {
    if (name === "status") return STATUSES.some((status) => status === member);
    if (name === "assignee") return member === null || typeof member === "string";
    return members.includes(name) && typeof member === "string";
  });

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  eventsPerMinute: isCount,
  requestsPerMinute: isCount,
  processingSeconds: isCount,
  serviceStatus: (value) =>
    ["active", "warning", "critical", "maintenance", "disabled"].some((one) => one === value),
  lacksPriorities: (value) => typeof value === "boolean",
  incidents: (value) => Array.isArray(value) && value.every(isIncident),
};

/** A scene from outside, checked. Throws a SceneError that says what is expected. */
export const parseScene = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);

import type { Http } from "../http";
import { checkedKey, incidentPath } from "./keys";
import { type PagerDutyIncident, incidentResponse, incidentsResponse } from "./schema";

/** Every incident of a key, the oldest first, of whatever status, age and service. */
export async function incidentsOf(http: Http, key: string): Promise<PagerDutyIncident[]> {
  const query = new URLSearchParams([
    ["incident_key", checkedKey(key)],
    ["statuses[]", "triggered"],
    ["statuses[]", "acknowledged"],
    ["statuses[]", "resolved"],
    ["date_range", "all"],
    ["sort_by", "created_at:asc"],
    ["limit", "100"],
  ]);
  const { incidents } = await http.read(incidentsResponse, {
    method: "GET",
    path: `/incidents?${query.toString()}`,
    label: "/incidents",
  });
  return incidents
    .filter((incident) => isOf(key, incident))
    .toSorted((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at));
}

/**
 * Whether an incident was found by its key. One that alerts are in may have another key, or none: it
 * was found by theirs, which is not part of the answer.
 */
const isOf = (key: string, incident: PagerDutyIncident): boolean =>
  incident.incident_key === key || mayHaveAlerts(incident);

/** Whether alerts opened it, for all that PagerDuty says. */
export const mayHaveAlerts = ({ alert_counts }: PagerDutyIncident): boolean =>
  alert_counts?.all !== 0;

export async function readIncident(http: Http, id: string): Promise<PagerDutyIncident> {
  const path = incidentPath(id);
  return (await http.read(incidentResponse, { method: "GET", path, label })).incident;
}

export async function putIncident(http: Http, id: string, change: object): Promise<void> {
  await http.write(incidentResponse, {
    method: "PUT",
    path: incidentPath(id),
    label,
    body: { incident: { type: "incident_reference", ...change } },
  });
}

const label = "/incidents/{id}";

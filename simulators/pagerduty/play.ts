import type { Account } from "./account";
import { services } from "./people";
import type { SceneIncident } from "./scene";

/** What a person does to an incident, or one that somebody opened. */
export function play(account: Account, given: SceneIncident): void {
  const known = account.incident(given.id ?? "");
  const change = {
    ...(given.title !== undefined && { title: given.title }),
    ...(given.status !== undefined && { status: given.status }),
    ...(given.assignee !== undefined && { assigneeId: given.assignee }),
  };
  if (known) {
    account.change(known, change);
    return;
  }
  const title = given.title ?? "An incident";
  const { id: incidentId } = account.open({
    ...change,
    title,
    serviceId: given.service ?? services[0]?.id ?? "",
    incidentKey: given.incident_key ?? null,
    ...(given.id !== undefined && { id: given.id }),
    ...(given.created_at !== undefined && { createdAt: given.created_at }),
  });
  if (given.alert_key === undefined) return;
  const alert = { alertKey: given.alert_key, incidentId, summary: title, severity: "critical" };
  account.raise({ ...alert, body: {} });
}

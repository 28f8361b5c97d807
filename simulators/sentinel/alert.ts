import { guidOf } from "./guid";
import type { EntityRow, IncidentRow, RelationRow } from "./incident-row";

/** A Sentinel alert as an entity of kind SecurityAlert. */
export function alertOf(
  name: string,
  { title, severity, at }: { title: string; severity: string; at: string },
  properties: Record<string, unknown> = {},
): EntityRow {
  return {
    name,
    kind: "SecurityAlert",
    properties: {
      systemAlertId: name,
      alertDisplayName: title,
      severity,
      status: "New",
      confidenceLevel: "Unknown",
      vendorName: "Microsoft",
      productName: "Azure Sentinel",
      productComponentName: "Scheduled Alerts",
      startTimeUtc: at,
      endTimeUtc: at,
      timeGenerated: at,
      processingEndTime: at,
      tactics: [],
      resourceIdentifiers: [],
      additionalData: {},
      friendlyName: title,
      ...properties,
    },
  };
}

/** The relations that an incident has from the start: one to each of its alerts. */
export const relationsTo = (incidentName: string, alerts: readonly EntityRow[]): RelationRow[] =>
  alerts.map(({ name }) => ({
    name: guidOf(`relation ${incidentName} ${name}`),
    etag: `"${guidOf(`etag ${incidentName} ${name}`)}"`,
    resource: "Entities",
    resourceName: name,
  }));

/** The alerts that an incident is related to now; one that it did not bring along has only a name. */
export function alertsOf(row: IncidentRow): EntityRow[] {
  const related = row.relations.filter(({ resource }) => resource === "Entities");
  return related.map(
    ({ resourceName }) =>
      row.alerts.find(({ name }) => name.toLowerCase() === resourceName.toLowerCase()) ??
      alertOf(resourceName, {
        title: `Alert ${resourceName}`,
        severity: row.severity,
        at: row.createdTimeUtc,
      }),
  );
}

import { alertsOf } from "./alert";
import type { IncidentRow } from "./incident-row";
import { providerPath } from "./workspace";

/** ARM id of an incident, in the casing that the incidents API answers. */
export const incidentId = ({ workspace, name }: Pick<IncidentRow, "workspace" | "name">): string =>
  `${providerPath(workspace)}/Incidents/${name}`;

/** An incident as the REST API answers it; members without a value are absent, not null. */
export function incidentAnswer(row: IncidentRow) {
  return {
    id: incidentId(row),
    name: row.name,
    etag: row.etag,
    type: "Microsoft.SecurityInsights/Incidents",
    properties: {
      title: row.title,
      description: row.description || undefined,
      severity: row.severity,
      status: row.status,
      classification: row.classification,
      classificationReason: row.classificationReason,
      classificationComment: row.classificationComment,
      owner: row.owner,
      labels: row.labels,
      firstActivityTimeUtc: row.firstActivityTimeUtc,
      lastActivityTimeUtc: row.lastActivityTimeUtc,
      lastModifiedTimeUtc: row.lastModifiedTimeUtc,
      createdTimeUtc: row.createdTimeUtc,
      incidentNumber: row.number,
      additionalData: additionalData(row),
      relatedAnalyticRuleIds: [],
      incidentUrl: `https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident${incidentId(row)}`,
      providerName: row.providerName,
      providerIncidentId: row.providerIncidentId,
    },
  };
}

function additionalData(row: IncidentRow) {
  const alerts = alertsOf(row);
  const isXdr = row.providerName === "Microsoft XDR";
  return {
    alertsCount: alerts.length,
    bookmarksCount: row.relations.filter(({ resource }) => resource === "Bookmarks").length,
    commentsCount: row.comments.length,
    alertProductNames: distinct(alerts.map(({ properties }) => properties["productName"])),
    tactics: distinct(alerts.flatMap(({ properties }) => properties["tactics"] ?? [])),
    techniques: distinct(alerts.flatMap(({ properties }) => properties["techniques"] ?? [])),
    providerIncidentUrl: isXdr
      ? `https://security.microsoft.com/incident2/${row.providerIncidentId}/overview`
      : undefined,
  };
}

const distinct = (values: unknown[]): unknown[] => [...new Set(values)];

import type { Incident, IncidentHint, IncidentRef } from "./incident";

/**
 * The incident as its trigger told it, for when Sentinel itself cannot be read: a run that knows
 * less still opens a ticket and tells people. Unknown members get the values that assume least.
 */
export function incidentOfHint(hint: IncidentHint, ref: IncidentRef): Incident {
  return {
    ref,
    title: hint.title ?? `Incident ${ref.name}`,
    description: hint.description ?? "",
    severity: hint.severity ?? "Medium",
    status: hint.status ?? "New",
    number: hint.number ?? 0,
    labels: hint.labels ?? [],
    created: hint.lastModified ?? "1970-01-01T00:00:00Z",
    lastModified: hint.lastModified ?? "1970-01-01T00:00:00Z",
    providerName: "unknown",
    alertCount: hint.alertCount ?? 0,
    ...(hint.url !== undefined && { url: hint.url }),
  };
}

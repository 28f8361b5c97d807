import { incidentPath, workspacePath } from "../../domain/arm-id";
import type { IncidentRef, WorkspaceRef } from "../../domain/incident";

const stable = { "api-version": "2025-09-01" };

/** Where a request for an incident goes, or for what is below it, and how errors call it. */
export const incidentAt = (ref: IncidentRef, below = "") => ({
  path: incidentPath(ref) + below,
  query: stable,
  label: `incident ${ref.name}${below}`,
});

/** Where a request for a workspace's incidents goes. */
export const incidentsOf = (workspace: WorkspaceRef) => ({
  path: `${workspacePath(workspace)}/providers/Microsoft.SecurityInsights/incidents`,
  query: stable,
  label: "incidents",
});

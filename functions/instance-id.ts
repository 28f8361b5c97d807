import { createHash } from "node:crypto";
import { incidentPath, workspacePath } from "../domain/arm-id";
import type { IncidentHint } from "../domain/incident";

/**
 * The instance id of a response: equal for every delivery about one incident, in whatever case its
 * ARM id is written. URL-safe and 40 characters long.
 */
export function instanceIdOf({ incident, alert }: IncidentHint): string {
  if (incident) return `respond-${digest(incidentPath(incident))}`;
  if (alert)
    return `respond-${digest(`${workspacePath(alert.workspace)}/alerts/${alert.systemAlertId}`)}`;
  throw new Error("Cannot name a response: the trigger has neither an incident nor an alert");
}

const digest = (path: string): string =>
  createHash("sha256").update(path.toLowerCase()).digest("hex").slice(0, 32);

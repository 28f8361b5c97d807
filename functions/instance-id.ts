import { createHash, randomUUID } from "node:crypto";
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

/** The instance id of a what-if run: another each time, since what it tells is of that moment. */
export const whatIfIdOf = (hint: IncidentHint): string =>
  `what-if-${instanceIdOf(hint).slice("respond-".length)}-${randomUUID().slice(0, 8)}`;

const digest = (path: string): string =>
  createHash("sha256").update(path.toLowerCase()).digest("hex").slice(0, 32);

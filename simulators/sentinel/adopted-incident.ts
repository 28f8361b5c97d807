import { alertOf, relationsTo } from "./alert";
import { etagOf } from "./etag";
import { type IncidentRow, nobody } from "./incident-row";
import { keyOf } from "./incident-table";
import { newIncident } from "./new-incident";
import type { Workspace } from "./workspace";

const longAgo = Date.UTC(2000, 0, 1);
const at = "2000-01-01T00:00:00Z";

/**
 * The incident that is made up for a GUID nobody made: it has as little as possible and is older
 * than anything that a caller knows about it. Its one alert has the same GUID.
 */
export function adoptedIncident(workspace: Workspace, name: string): IncidentRow {
  const number = 10_000 + (Number.parseInt(name.slice(0, 6), 16) % 90_000);
  const etag = etagOf(keyOf(workspace, name), 1, longAgo);
  const title = `Incident ${name}`;
  const alerts = [alertOf(name, { title, severity: "Medium", at })];
  const relations = relationsTo(name, alerts);
  const incident = newIncident(
    { workspace, name, number, revision: 1, etag, at },
    { title, severity: "Medium", status: "New", owner: nobody, labels: [] },
  );
  return { ...incident, alerts, relations };
}

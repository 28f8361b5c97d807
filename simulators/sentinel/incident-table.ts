import type { Table, World } from "../simulator";
import type { IncidentRow } from "./incident-row";
import { type Workspace, workspaceKey } from "./workspace";

/** Equal for one incident or entity, however its ARM id is spelled. */
export const keyOf = (workspace: Workspace, name: string): string =>
  `${workspaceKey(workspace)}/${name.toLowerCase()}`;

/** The rows of all incidents, deleted ones too, found by their names and by their entities. */
export function createIncidentTable(world: World) {
  const incidents: Table<IncidentRow> = world.table("incidents");
  const incidentsOfEntity: Table<string[]> = world.table("entities");

  function index(row: IncidentRow): void {
    const related = row.relations.map(({ resourceName }) => resourceName);
    const own = [...row.entities, ...row.alerts].map(({ name }) => name);
    const incident = keyOf(row.workspace, row.name);
    for (const name of new Set([...own, ...related])) {
      const entity = keyOf(row.workspace, name);
      const known = incidentsOfEntity.get(entity) ?? [];
      if (!known.includes(incident)) incidentsOfEntity.set(entity, [...known, incident]);
    }
  }

  return {
    get: (workspace: Workspace, name: string) => incidents.get(keyOf(workspace, name)),
    put(row: IncidentRow): IncidentRow {
      incidents.set(keyOf(row.workspace, row.name), row);
      index(row);
      return row;
    },
    /** Undefined for an entity that no incident ever had. */
    ofEntity: (workspace: Workspace, name: string): IncidentRow[] | undefined =>
      incidentsOfEntity
        .get(keyOf(workspace, name))
        ?.flatMap((incident) => incidents.get(incident) ?? []),
    rows: (): IncidentRow[] => incidents.rows(),
    size: (): number => incidents.size(),
  };
}

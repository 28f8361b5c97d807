import type { World } from "../simulator";
import { adoptedIncident } from "./adopted-incident";
import type { ArmCall } from "./arm";
import { refuse } from "./arm-error";
import { etagOf } from "./etag";
import { guidIn, isGuid } from "./guid";
import type { IncidentRow, IncidentWrite } from "./incident-row";
import { createIncidentTable, keyOf } from "./incident-table";
import { newIncident } from "./new-incident";
import { createTimestamps } from "./timestamp";
import { type Workspace, workspaceKey } from "./workspace";

/** What happens when an incident is asked for that nobody made: it is made up, or 404. */
export type UnknownIncidents = "adopt" | "refuse";

export type IncidentStore = ReturnType<typeof createIncidentStore>;

/** The incidents of all workspaces, and the rules by which they appear, change and go. */
export function createIncidentStore(world: World, unknownIncidents: () => UnknownIncidents) {
  const incidents = createIncidentTable(world);
  const timestamp = createTimestamps(world);
  const etagFor = (workspace: Workspace, name: string, revision: number): string =>
    etagOf(keyOf(workspace, name), revision, world.now());
  const all = (): IncidentRow[] => incidents.rows().filter((row) => !row.isDeleted);

  /** The incident under this name, without making one up. */
  function peek(workspace: Workspace, name: string): IncidentRow | undefined {
    const row = incidents.get(workspace, name);
    return row?.isDeleted ? undefined : row;
  }

  function find(workspace: Workspace, name: string): IncidentRow | undefined {
    const isUnknown = incidents.get(workspace, name) === undefined;
    const isAdopted = isUnknown && unknownIncidents() === "adopt" && isGuid(name);
    return isAdopted ? incidents.put(adoptedIncident(workspace, name)) : peek(workspace, name);
  }

  function create(workspace: Workspace, name: string, write: IncidentWrite): IncidentRow {
    // A deleted incident's etags must not become valid again.
    const revision = (incidents.get(workspace, name)?.revision ?? 0) + 1;
    const etag = etagFor(workspace, name, revision);
    const number = incidents.size() + 1;
    const at = timestamp();
    return incidents.put(newIncident({ workspace, name, number, revision, etag, at }, write));
  }

  /** Replaces a row as it is, apart from a new etag and modification time. */
  function change(row: IncidentRow): IncidentRow {
    const revision = row.revision + 1;
    const etag = etagFor(row.workspace, row.name, revision);
    return incidents.put({ ...row, revision, etag, lastModifiedTimeUtc: timestamp() });
  }

  /** The incidents that an alert or another entity belongs to. */
  function ofEntity(workspace: Workspace, entityName: string): IncidentRow[] {
    const known = incidents.ofEntity(workspace, entityName);
    if (known) return known.filter((row) => !row.isDeleted);
    const guid = guidIn(entityName);
    const row = guid === undefined ? undefined : find(workspace, guid);
    return row ? [row] : [];
  }

  return {
    peek,
    find,
    /** The incident that the path of a call names. */
    must({ workspace, params }: Pick<ArmCall, "workspace" | "params">): IncidentRow {
      const name = params["incident"] ?? "";
      return find(workspace, name) ?? refuse(404, "NotFound", `Incident '${name}' was not found.`);
    },
    create,
    change,
    remove: (row: IncidentRow): void => void incidents.put({ ...row, isDeleted: true }),
    ofEntity,
    timestamp,
    all,
    in: (workspace: Workspace): IncidentRow[] =>
      all().filter((row) => workspaceKey(row.workspace) === workspaceKey(workspace)),
  };
}

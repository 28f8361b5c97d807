import { arrayOf, numberOf, objectOf, SceneError } from "../simulator";
import { alertOf, relationsTo } from "./alert";
import { Refusal } from "./arm-error";
import { guidOf, isGuid } from "./guid";
import type { EntityRow, IncidentRow, IncidentWrite, Label } from "./incident-row";
import type { IncidentStore } from "./incident-store";
import { incidentWriteOf } from "./incident-write";
import { simulatedWorkspace, type Workspace } from "./workspace";

/**
 * An incident of a scene: `name` (a GUID), `title`, `severity` and `status` are needed. Besides
 * what a PUT takes (`owner` also as an object id, `labels` also as texts; "Redirected" is a label
 * of the service, as on a merged incident): `providerName`, `entities` (`{ kind, properties }`),
 * `entitiesAfterSeconds` (from now), `alerts` (`{ name?, properties? }`; one is made when there is
 * no such member, none when it is empty) and `workspace`.
 */
export interface SceneIncident {
  name: string;
  workspace: Workspace;
  write: IncidentWrite;
  providerName: string;
  entities: EntityRow[];
  entitiesAfterSeconds: number;
  alerts: EntityRow[];
}

/** Reads one incident of a scene, or throws a SceneError that names it. */
export function sceneIncidentOf(value: unknown): SceneIncident {
  const incident = objectOf(value, "An incident");
  const name = textOf(incident["name"], "An incident's name");
  if (!isGuid(name)) throw new SceneError(`The incident's name "${name}" must be a GUID`);
  const write = writeOf(incident, name);
  const entities = arrayOf(incident["entities"] ?? [], `entities of ${name}`);
  return {
    name,
    workspace: workspaceOf(incident["workspace"] ?? {}),
    write,
    providerName: textOf(incident["providerName"] ?? "Azure Sentinel", "providerName"),
    entities: entities.map((entity, index) => entityRow(entity, `${name} ${index}`)),
    entitiesAfterSeconds: numberOf(incident["entitiesAfterSeconds"] ?? 0, "entitiesAfterSeconds"),
    alerts: arrayOf(incident["alerts"] ?? [{}], `alerts of ${name}`).map((alert, index) =>
      alertRow(alert, `${name} alert ${index}`, write),
    ),
  };
}

/** Makes the incident, or makes it anew; numbers and etags go on. */
export function setIncident(store: IncidentStore, now: number, scene: SceneIncident): void {
  const { workspace, name, write, providerName, entities, alerts } = scene;
  const known = store.peek(workspace, name);
  const row: IncidentRow = known ?? store.create(workspace, name, write);
  store.change({
    ...row,
    ...write,
    providerName,
    entities,
    entitiesAt: now + scene.entitiesAfterSeconds * 1_000,
    alerts,
    relations: relationsTo(name, alerts),
    comments: [],
    tasks: [],
  });
}

const ofTheService: Label[] = [{ labelName: "Redirected", labelType: "AutoAssigned" }];

function writeOf(incident: Record<string, unknown>, name: string): IncidentWrite {
  const { labels, owner } = incident;
  try {
    return incidentWriteOf(
      {
        ...incident,
        labels: Array.isArray(labels) ? labels.map(labelOf) : labels,
        owner: typeof owner === "string" ? { objectId: owner } : owner,
      },
      ofTheService,
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new SceneError(
      `The incident ${name} breaks a rule: ${JSON.stringify(error.answer.body)}`,
    );
  }
}

const labelOf = (label: unknown): unknown =>
  typeof label === "string" ? { labelName: label } : label;

function entityRow(value: unknown, seed: string): EntityRow {
  const entity = objectOf(value, "An entity");
  return {
    name: textOf(entity["name"] ?? guidOf(seed), "An entity's name"),
    kind: textOf(entity["kind"], "An entity's kind"),
    properties: objectOf(entity["properties"] ?? {}, "An entity's properties"),
  };
}

function alertRow(value: unknown, seed: string, write: IncidentWrite): EntityRow {
  const alert = objectOf(value, "An alert");
  const name = textOf(alert["name"] ?? guidOf(seed), "An alert's name");
  const at = write.lastActivityTimeUtc ?? "2026-01-01T00:00:00Z";
  const { title, severity } = write;
  const properties = objectOf(alert["properties"] ?? {}, "An alert's properties");
  return alertOf(name, { title, severity, at }, properties);
}

function workspaceOf(value: unknown): Workspace {
  const workspace = { ...simulatedWorkspace, ...objectOf(value, "workspace") };
  for (const [name, part] of Object.entries(workspace)) textOf(part, `workspace.${name}`);
  return workspace;
}

function textOf(value: unknown, name: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new SceneError(`${name} must be a text`);
}

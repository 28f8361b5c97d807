import { incidentPath, parseIncidentId, parseWorkspaceId, workspaceOf } from "./arm-id";
import { boundedEntities } from "./bounded-entities";
import { cleanLine } from "./clean-text";
import { alertFields, incidentFields } from "./hint-fields";
import type { IncidentHint, IncidentRef, Trigger, WorkspaceRef } from "./incident";
import { type Members, listIn, membersOf, objectIn, textIn } from "./members";
import { readRawEntities } from "./sentinel-entity";

/** Entities that a hint carries; how many more there were is a number in it. */
export const MAX_HINT_ENTITIES = 100;
// With the bounded texts around them a hint stays below 64 KB, whatever was sent.
const maxEntityBytes = 44_000;

export type ReadTrigger = { ok: true; hint: IncidentHint } | { ok: false; problem: string };

/**
 * What a relay posted, told apart and cut down to a hint, or one sentence that says what is wrong.
 * An alert body does not name its workspace, only its resource group: `home` is the workspace
 * that is meant when nothing in the body says so.
 * https://learn.microsoft.com/azure/sentinel/automation/playbook-triggers-actions
 */
export function readTrigger(body: unknown, home?: WorkspaceRef): ReadTrigger {
  const members = membersOf(bodyOf(body));
  const object = objectIn(members, "object");
  if (lower(members, "schemaId") === "azuremonitorcommonalertschema") return refused(commonAlert);
  if (lower(members, "objectSchemaType") === "incident" || isIncidentType(object)) {
    return readIncident(members, object);
  }
  if (objectIn(objectIn(members, "Entity"), "properties").size > 0) return readEntityBody(members);
  if (textIn(members, "SystemAlertId") && !members.has("properties")) {
    return readAlert(members, home);
  }
  const properties = objectIn(members, "properties");
  if (isIncidentType(members) && properties.has("incidentnumber")) {
    return hintOf("rest", members, properties, textIn(members, "id"));
  }
  return refused(members.size === 0 ? noData : unknownBody);
}

const commonAlert =
  "This is an Azure Monitor common alert: it carries no Sentinel incident, so there is nothing to respond to";
const noData =
  "The body holds nothing: a designer run without data. Run the playbook from an incident instead";
const unknownBody =
  "The body is none that Microsoft Sentinel sends: it is no incident, alert, entity or REST incident";

const refused = (problem: string): ReadTrigger => ({ ok: false, problem });

/** A relay that forwards the body as text has encoded it twice. */
function bodyOf(body: unknown): unknown {
  if (typeof body !== "string") return body;
  try {
    return JSON.parse(body);
  } catch {
    return body.trim() === "" ? undefined : { text: true };
  }
}

function readIncident(members: Members, object: Members): ReadTrigger {
  const info = objectIn(members, "workspaceInfo");
  const name = textIn(object, "name") ?? "";
  const workspace = workspaceNamed(info, "SubscriptionId", "ResourceGroupName");
  const byParts = workspace && parseIncidentId(incidentPath({ ...workspace, name }));
  const id = textIn(object, "id");
  return hintOf("incident", object, objectIn(object, "properties"), id, byParts);
}

function hintOf(
  trigger: Trigger,
  object: Members,
  properties: Members,
  id: string | undefined,
  otherwise?: IncidentRef,
): ReadTrigger {
  const incident = (id === undefined ? undefined : parseIncidentId(id)) ?? otherwise;
  if (!incident) return refused(notAnIncidentId(id ?? textIn(object, "name")));
  const entities = listIn(properties, "relatedEntities");
  return {
    ok: true,
    hint: { trigger, incident, ...incidentFields(properties), ...bounded(entities) },
  };
}

function readEntityBody(members: Members): ReadTrigger {
  const id = textIn(members, "IncidentArmID");
  if (id === undefined) {
    return refused("The entity was not taken from an incident, so there is none to respond to");
  }
  const incident = parseIncidentId(id);
  if (!incident) return refused(notAnIncidentId(id));
  return {
    ok: true,
    hint: { trigger: "entity", incident, ...bounded([members.get("entity")]) },
  };
}

function readAlert(members: Members, home: WorkspaceRef | undefined): ReadTrigger {
  const systemAlertId = textIn(members, "SystemAlertId") ?? "";
  if (!/^[\w-]{1,128}$/.test(systemAlertId)) {
    return refused(`The SystemAlertId is not one: "${cleanLine(systemAlertId, 100)}"`);
  }
  const workspace = workspaceOfAlert(members, home);
  if (!workspace) {
    return refused(
      "The alert does not name its workspace: let the relay add WorkspaceName to what it forwards",
    );
  }
  return {
    ok: true,
    hint: {
      trigger: "alert",
      alert: { workspace, systemAlertId },
      ...alertFields(members),
      ...bounded(members.get("entities")),
    },
  };
}

function workspaceOfAlert(
  members: Members,
  home: WorkspaceRef | undefined,
): WorkspaceRef | undefined {
  const info = objectIn(members, "workspaceInfo");
  const named =
    parseWorkspaceId(textIn(members, "WorkspaceResourceId") ?? "") ??
    workspaceNamed(members, "WorkspaceSubscriptionId", "WorkspaceResourceGroup") ??
    workspaceNamed(info, "SubscriptionId", "ResourceGroupName");
  if (named || !home) return named;
  const isSame = (name: string, value: string): boolean =>
    (lower(members, name) ?? value.toLowerCase()) === value.toLowerCase();
  const isHome =
    isSame("WorkspaceSubscriptionId", home.subscriptionId) &&
    isSame("WorkspaceResourceGroup", home.resourceGroup);
  return isHome ? home : undefined;
}

function workspaceNamed(
  members: Members,
  subscription: string,
  group: string,
): WorkspaceRef | undefined {
  const [id, resourceGroup, name] = [subscription, group, "WorkspaceName"].map((member) =>
    textIn(members, member),
  );
  return id && resourceGroup && name ? workspaceOf(id, resourceGroup, name) : undefined;
}

const bounded = (entities: unknown) =>
  boundedEntities(readRawEntities(entities), MAX_HINT_ENTITIES, maxEntityBytes);

const notAnIncidentId = (id: string | undefined): string =>
  id === undefined
    ? "The incident has no id"
    : `This is not the id of a Sentinel incident: "${cleanLine(id, 200)}"`;

const isIncidentType = (members: Members): boolean =>
  lower(members, "type")?.endsWith("/incidents") ?? false;

const lower = (members: Members, name: string): string | undefined =>
  textIn(members, name)?.trim().toLowerCase();

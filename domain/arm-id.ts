import type { IncidentRef, WorkspaceRef } from "./incident";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
const resourceGroup = /^[\p{L}\p{N}._()-]{0,89}[\p{L}\p{N}_()-]$/u;
const workspace = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const insights = ["providers", "microsoft.securityinsights", "incidents"];

/**
 * The parts of an incident's ARM id, which comes in any case, in lower case: equal ids give equal
 * references. Undefined when a segment is not what ARM allows there.
 */
export function parseIncidentId(id: string): IncidentRef | undefined {
  if (id.length > 1_000) return undefined;
  const segments = id.toLowerCase().split("/");
  const name = segments.at(-1);
  const parent = parseWorkspaceSegments(segments.slice(0, 9));
  const isIncident = segments.length === 13 && insights.every((s, i) => segments[9 + i] === s);
  if (!parent || !isIncident || name === undefined || !guid.test(name)) return undefined;
  return { ...parent, name };
}

/** The parts of a workspace's ARM id, under the rules of `parseIncidentId`. */
export function parseWorkspaceId(id: string): WorkspaceRef | undefined {
  return id.length > 1_000 ? undefined : parseWorkspaceSegments(id.toLowerCase().split("/"));
}

/** A workspace from its parts, under the rules of `parseIncidentId`. */
export function workspaceOf(
  subscriptionId: string,
  group: string,
  workspaceName: string,
): WorkspaceRef | undefined {
  return parseWorkspaceId(workspacePath({ subscriptionId, resourceGroup: group, workspaceName }));
}

/** The ARM path of a workspace, each value percent-encoded. */
export function workspacePath(ref: WorkspaceRef): string {
  return `/subscriptions/${segment(ref.subscriptionId)}/resourceGroups/${segment(ref.resourceGroup)}/providers/Microsoft.OperationalInsights/workspaces/${segment(ref.workspaceName)}`;
}

/** The ARM path of an incident, each value percent-encoded. */
export function incidentPath(ref: IncidentRef): string {
  return `${workspacePath(ref)}/providers/Microsoft.SecurityInsights/incidents/${segment(ref.name)}`;
}

function parseWorkspaceSegments(segments: string[]): WorkspaceRef | undefined {
  const [root, subscriptions, subscription = "", groups, group, ...rest] = segments;
  const [providers, provider, workspaces, workspaceName = "", ...more] = rest;
  const isWorkspace =
    root === "" &&
    subscriptions === "subscriptions" &&
    groups === "resourcegroups" &&
    providers === "providers" &&
    provider === "microsoft.operationalinsights" &&
    workspaces === "workspaces" &&
    more.length === 0;
  const groupName = group === undefined ? undefined : decoded(group);
  if (!isWorkspace || groupName === undefined) return undefined;
  const areValid =
    guid.test(subscription) && resourceGroup.test(groupName) && workspace.test(workspaceName);
  if (!areValid) return undefined;
  return { subscriptionId: subscription, resourceGroup: groupName, workspaceName };
}

function segment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text).toLowerCase();
  } catch {
    return undefined;
  }
}

import { ifNotFound } from "../connector-error";
import type { HttpRequest } from "../http";
import type { Graph } from "./client";
import { type Membership, eligibilitiesResponse, membershipsResponse } from "./schema";
import { userPath } from "./user-at";

// https://learn.microsoft.com/graph/api/user-list-transitivememberof: casts need the index.
const headers = { ConsistencyLevel: "eventual" };

const eligibilities = "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances";

const members = (id: string, type: string, filter = ""): HttpRequest => ({
  method: "GET",
  path: `${userPath(id)}/transitiveMemberOf/microsoft.graph.${type}?$count=true&$select=id,displayName${filter}`,
  label: `/v1.0/users/{id}/transitiveMemberOf/microsoft.graph.${type}`,
  headers,
});

/** The roles of the directory that a user holds, and those that it may activate by itself. */
export async function rolesOf(graph: Graph, id: string): Promise<Membership[]> {
  const held = await graph.roles.read(membershipsResponse, members(id, "directoryRole"));
  const eligible = await graph.roles
    .read(eligibilitiesResponse, {
      method: "GET",
      path: `${eligibilities}?$filter=${encodeURIComponent(`principalId eq '${id}'`)}&$expand=roleDefinition`,
      label: eligibilities,
    })
    .catch(ifNotFound({ value: [] }));
  return [
    ...held.value,
    ...eligible.value.map(({ roleDefinitionId, roleDefinition }) => ({
      id: roleDefinitionId,
      displayName: `${roleDefinition?.displayName ?? roleDefinitionId} (eligible)`,
    })),
  ];
}

/** The groups of a user that can hold roles: who changes such a member changes an administrator. */
export const assignableGroupsOf = async (graph: Graph, id: string): Promise<Membership[]> =>
  (
    await graph.groups.read(
      membershipsResponse,
      members(id, "group", `&$filter=${encodeURIComponent("isAssignableToRole eq true")}`),
    )
  ).value;

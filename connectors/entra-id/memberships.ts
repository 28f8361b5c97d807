import { ConnectorError, ifNotFound } from "../connector-error";
import type { HttpRequest } from "../http";
import { type Graph, vendor } from "./client";
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
    ...someOf(held),
    ...someOf(eligible).map(({ roleDefinitionId, roleDefinition }) => ({
      id: roleDefinitionId,
      displayName: `${roleDefinition?.displayName ?? roleDefinitionId} (eligible)`,
    })),
  ];
}

/** The groups of a user that can hold roles: who changes such a member changes an administrator. */
export const assignableGroupsOf = async (graph: Graph, id: string): Promise<Membership[]> =>
  someOf(
    await graph.groups.read(
      membershipsResponse,
      members(id, "group", `&$filter=${encodeURIComponent("isAssignableToRole eq true")}`),
    ),
  );

interface Page<T> {
  value: T[];
  "@odata.nextLink"?: string | null | undefined;
}

/**
 * What is on the first page: enough to know that somebody holds something. A page may be empty although
 * the list goes on (https://learn.microsoft.com/graph/paging): then nobody knows that they hold nothing.
 */
function someOf<T>({ value, "@odata.nextLink": next }: Page<T>): T[] {
  if (value.length > 0 || !next) return value;
  const message =
    "The roles and groups of an account begin with an empty page, so it is not known whether it is privileged: look it up in Entra ID";
  throw new ConnectorError(vendor, "permanent", message);
}

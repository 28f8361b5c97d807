import type { HttpRequest } from "../http";
import type { Graph } from "./client";
import { type Membership, membershipsResponse } from "./schema";
import { userPath } from "./user-at";

// https://learn.microsoft.com/graph/api/user-list-transitivememberof: casts need the index.
const headers = { ConsistencyLevel: "eventual" };

const members = (id: string, type: string, filter = ""): HttpRequest => ({
  method: "GET",
  path: `${userPath(id)}/transitiveMemberOf/microsoft.graph.${type}?$count=true&$select=id,displayName${filter}`,
  label: `/v1.0/users/{id}/transitiveMemberOf/microsoft.graph.${type}`,
  headers,
});

/** The roles of the directory that a user holds now; one for which it is only eligible is not among them. */
export const rolesOf = async (graph: Graph, id: string): Promise<Membership[]> =>
  (await graph.roles.read(membershipsResponse, members(id, "directoryRole"))).value;

/** The groups of a user that can hold roles: who changes such a member changes an administrator. */
export const assignableGroupsOf = async (graph: Graph, id: string): Promise<Membership[]> =>
  (
    await graph.groups.read(
      membershipsResponse,
      members(id, "group", `&$filter=${encodeURIComponent("isAssignableToRole eq true")}`),
    )
  ).value;

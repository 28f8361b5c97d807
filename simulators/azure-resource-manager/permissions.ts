import type { Answer, Handler, SimulatedRequest } from "../simulator";
import type { Arm } from "./arm";
import type { ResourceType } from "./resource";
import { type Roles, rolesAt } from "./roles";

const permissionsType: ResourceType = {
  type: "Microsoft.Authorization/permissions",
  versions: ["2015-07-01", "2018-07-01", "2022-04-01"],
  hasEtag: false,
};

/** What the caller may do at a scope: https://learn.microsoft.com/rest/api/authorization/permissions */
export function permissions(
  arm: Arm,
  settings: () => { roles: Roles; rolesPerPage: number },
): Record<string, Handler> {
  const end = "providers/Microsoft.Authorization/permissions";
  const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}";

  function list({ path, query }: SimulatedRequest): Answer {
    const scope = path.slice(0, -`/${end}`.length);
    const { roles, rolesPerPage } = settings();
    const all = rolesAt(roles, scope);
    const from = Number(query.get("$skiptoken") ?? 0);
    const next = from + rolesPerPage;
    const link = `${arm.world.url()}${path}?api-version=${query.get("api-version")}&$skiptoken=${next}`;
    return {
      body: { value: all.slice(from, next), ...(next < all.length && { nextLink: link }) },
    };
  }

  const handler = arm.behind(permissionsType, `${permissionsType.type}/read`, false, list);
  return {
    [`GET ${group}/${end}`]: handler,
    [`GET ${group}/providers/{provider}/{type}/{name}/${end}`]: handler,
  };
}

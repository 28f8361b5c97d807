import { createHash } from "node:crypto";
import type { Answer } from "../simulator";
import type { Area } from "./area";
import type { Directory } from "./directory";
import { isAdvanced } from "./directory-filter";
import { requestBadRequest, resourceNotFound, unsupportedQuery } from "./directory-problem";
import type { Groups } from "./group-store";
import { mayDo, refusalOf } from "./permissions";
import type { Problem } from "./problem";

/** Of Privileged Identity Management: https://learn.microsoft.com/graph/api/resources/privilegedidentitymanagementv3-overview */
const premiumOnly: Problem = {
  status: 400,
  code: "AadPremiumLicenseRequired",
  message:
    "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
};

const ofAssignable = "isAssignableToRole eq true";

/**
 * Roles and groups of users: https://learn.microsoft.com/graph/api/user-list-transitivememberof. Who may
 * not read the kind of object gets it all the same, with its id and nothing else.
 */
export function membershipsArea({ world, answering }: Area, directory: Directory, others: Groups) {
  const listed = (of: string, value: object[], isCounted: boolean): Answer => ({
    body: {
      "@odata.context": `${world.url()}/v1.0/$metadata#${of}`,
      ...(isCounted && { "@odata.count": value.length }),
      value,
    },
  });

  const roles = answering(async (request, caller): Promise<Answer | Problem> => {
    const refusal = refusalOf(caller, "readUsers");
    if (refusal) return refusal;
    const key = request.params["user"] ?? "";
    const user = directory.find(key);
    if (!user) return resourceNotFound(key);
    if (!isAdvanced(request)) return unsupportedQuery;
    const isNamed = mayDo(caller, "readRoles");
    const value = user.roles.map((role) => ({
      id: idOfRole(role),
      displayName: isNamed ? role : null,
    }));
    return listed("directoryRoles", value, true);
  });

  const groups = answering(async (request, caller): Promise<Answer | Problem> => {
    const refusal = refusalOf(caller, "readGroups");
    if (refusal) return refusal;
    const key = request.params["user"] ?? "";
    const user = directory.find(key);
    if (!user) return resourceNotFound(key);
    if (!isAdvanced(request)) return unsupportedQuery;
    const filter = request.query.get("$filter");
    if (filter !== null && filter !== ofAssignable) {
      return requestBadRequest(`Invalid filter clause: only "${ofAssignable}" is simulated.`);
    }
    const value = [...user.groups, ...others.of(user.id)]
      .filter(({ isAssignableToRole }) => filter === null || isAssignableToRole)
      .map(({ id, displayName }) => ({ id, displayName }));
    return listed("groups", value, true);
  });

  const all = answering(async (_request, caller): Promise<Answer | Problem> => {
    const refusal = refusalOf(caller, "readRoles");
    if (refusal) return refusal;
    const names = [...new Set(directory.list().flatMap((user) => user.roles))];
    const value = names.map((displayName) => ({ id: idOfRole(displayName), displayName }));
    return listed("directoryRoles", value, false);
  });

  const eligible = answering(async ({ query }, caller): Promise<Answer | Problem> => {
    const refusal = refusalOf(caller, "readRoles");
    if (refusal) return refusal;
    if (!directory.settings().hasP2) return premiumOnly;
    const id = /^principalId eq '([^']*)'$/.exec(query.get("$filter") ?? "")?.[1];
    if (id === undefined) return requestBadRequest("Only a filter by principalId is simulated.");
    const value = (directory.find(id)?.eligibleRoles ?? []).map((displayName) => ({
      id: idOfRole(`${id} ${displayName}`),
      principalId: id,
      roleDefinitionId: idOfRole(displayName),
      directoryScopeId: "/",
      memberType: "Direct",
      ...(query.get("$expand") === "roleDefinition" && {
        roleDefinition: { id: idOfRole(displayName), displayName, isBuiltIn: true },
      }),
    }));
    return listed("roleManagement/directory/roleEligibilityScheduleInstances", value, false);
  });

  return {
    "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances": eligible,
    "GET /v1.0/users/{user}/transitiveMemberOf/microsoft.graph.directoryRole": roles,
    "GET /v1.0/users/{user}/transitiveMemberOf/microsoft.graph.group": groups,
    "GET /v1.0/directoryRoles": all,
  };
}

/** The same GUID for the same role. */
const idOfRole = (name: string): string =>
  createHash("sha256")
    .update(name)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

import type { Claims } from "../managed-identity/token";
import { isRecord, type Answer, type Handler, type SimulatedRequest } from "../simulator";
import type { Area } from "./area";
import type { Directory } from "./directory";
import { masteredOnPremises, requestBadRequest, resourceNotFound } from "./directory-problem";
import type { DirectoryGroup } from "./group";
import type { Groups } from "./group-store";
import { type Permission, forbidden, refusalOf } from "./permissions";
import type { Problem } from "./problem";

const alreadyMember = requestBadRequest(
  "One or more added object references already exist for the following modified properties: 'members'.",
);
const mailEnabled = requestBadRequest(
  "Cannot Update a mail-enabled security groups and or distribution list.",
);

type Work = (request: SimulatedRequest, group: DirectoryGroup) => Answer | Problem;

/** Groups and their direct members: https://learn.microsoft.com/graph/api/group-post-members */
export function groupsArea({ world, answering }: Area, directory: Directory, groups: Groups) {
  const context = (of: string): string => `${world.url()}/v1.0/$metadata#${of}`;

  const onGroup = (permission: Permission, work: Work): Handler =>
    answering(async (request, caller) => {
      const refusal = refusalOf(caller, permission);
      if (refusal) return refusal;
      const id = request.params["group"] ?? "";
      const group = permission === "readGroups" ? groups.find(id) : groups.current(id);
      if (!group) return resourceNotFound(id);
      const problem = permission === "changeMembers" && refusalOfMembers(group, caller);
      return problem || work(request, group);
    });

  const get: Work = ({ query }, { members: _members, ...shown }) => {
    const names = query.get("$select")?.split(",") ?? Object.keys(shown);
    const unknown = names.find((name) => !(name in shown));
    if (unknown !== undefined) {
      return requestBadRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.group'.`,
      );
    }
    const chosen = Object.entries(shown).filter(([name]) => names.includes(name));
    return {
      body: { "@odata.context": context("groups/$entity"), ...Object.fromEntries(chosen) },
    };
  };

  const memberRef: Work = ({ params: { member = "" } }, { members }) =>
    members.includes(member.toLowerCase())
      ? {
          body: {
            "@odata.context": context("$ref"),
            "@odata.id": `${world.url()}/v2/directoryObjects/${member.toLowerCase()}/Microsoft.DirectoryServices.User`,
          },
        }
      : resourceNotFound(member);

  const add: Work = ({ json }, { id, members }) => {
    const written = isRecord(json) ? json["@odata.id"] : undefined;
    const [, member] =
      /^https?:\/\/[^?#]+\/v1\.0\/(?:directoryObjects|users)\/([0-9a-f-]{36})$/i.exec(
        String(written),
      ) ?? [];
    if (member === undefined) return requestBadRequest("Invalid URL format specified in payload.");
    const user = directory.current(member);
    if (!user) return resourceNotFound(member);
    if (members.includes(user.id)) return alreadyMember;
    groups.setMembers(id, [...members, user.id]);
    return { status: 204 };
  };

  const remove: Work = ({ params: { member = "" } }, { id, members }) => {
    if (!members.includes(member.toLowerCase())) return resourceNotFound(member);
    const rest = members.filter((one) => one !== member.toLowerCase());
    groups.setMembers(id, rest);
    return { status: 204 };
  };

  return {
    "GET /v1.0/groups/{group}": onGroup("readGroups", get),
    "GET /v1.0/groups/{group}/members/{member}/$ref": onGroup("readGroups", memberRef),
    "POST /v1.0/groups/{group}/members/$ref": onGroup("changeMembers", add),
    "DELETE /v1.0/groups/{group}/members/{member}/$ref": onGroup("changeMembers", remove),
  };
}

/** Why members of a group are not changed by who may change those of others. */
function refusalOfMembers(group: DirectoryGroup, { roles }: Claims): Problem | undefined {
  const { isAssignableToRole, onPremisesSyncEnabled, groupTypes } = group;
  if (isAssignableToRole && !roles.includes("RoleManagement.ReadWrite.Directory")) return forbidden;
  if (onPremisesSyncEnabled) return masteredOnPremises;
  if (groupTypes.includes("DynamicMembership")) return forbidden;
  return group.mailEnabled && !groupTypes.includes("Unified") ? mailEnabled : undefined;
}

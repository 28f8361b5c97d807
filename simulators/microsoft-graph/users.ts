import type { Claims } from "../managed-identity/token";
import { isRecord, type Answer, type Handler, type SimulatedRequest } from "../simulator";
import type { Area } from "./area";
import type { Directory } from "./directory";
import { usersFilter } from "./directory-filter";
import { requestBadRequest, resourceNotFound, unknownProperty } from "./directory-problem";
import { type DirectoryUser, shownUser } from "./directory-user";
import { type Permission, refusalOf } from "./permissions";
import { isProblem, type Problem } from "./problem";
import { changeOf, permissionFor, refusalOfChange } from "./sensitive-change";

type Work = (request: SimulatedRequest, user: DirectoryUser, caller: Claims) => Answer | Problem;

/** Users of the directory: https://learn.microsoft.com/graph/api/resources/users */
export function usersArea({ world, answering }: Area, directory: Directory) {
  const context = (of: string): string => `${world.url()}/v1.0/$metadata#${of}`;

  const onUser = (needed: Permission | typeof permissionFor, work: Work): Handler =>
    answering(async (request, caller) => {
      const permission = typeof needed === "function" ? needed(request) : needed;
      const refusal = refusalOf(caller, permission);
      if (refusal) return refusal;
      const key = keyOf(request.params);
      // A key that begins with "$" is read as a part of the query, unless it stands in brackets.
      if (key.startsWith("$") && request.params["keyed"] === undefined) {
        return requestBadRequest(`Resource not found for the segment '${key}'.`);
      }
      const user = directory.find(key);
      return user ? work(request, user, caller) : resourceNotFound(key);
    });

  const get: Work = ({ query }, user) => {
    const shown = shownUser(user, query.get("$select"));
    if (typeof shown === "string") return unknownProperty(shown);
    return { body: { "@odata.context": context("users/$entity"), ...shown } };
  };

  const list = answering(async (request, caller): Promise<Answer | Problem> => {
    const refusal = refusalOf(caller, "readUsers");
    if (refusal) return refusal;
    const fits = usersFilter(request);
    if (isProblem(fits)) return fits;
    const all = directory.list().filter(fits);
    const top = Number(request.query.get("$top") ?? 100);
    const shown = all.slice(0, top).map((user) => shownUser(user, request.query.get("$select")));
    const unknown = shown.find((one) => typeof one === "string");
    if (unknown !== undefined) return unknownProperty(unknown);
    const more = new URLSearchParams([...request.query, ["$skiptoken", "next"]]);
    return {
      body: {
        "@odata.context": context("users"),
        ...(request.query.get("$count") === "true" && { "@odata.count": all.length }),
        ...(all.length > top && {
          "@odata.nextLink": `${world.url()}/v1.0/users?${more.toString()}`,
        }),
        value: shown,
      },
    };
  });

  const change: Work = ({ json }, user, caller) => {
    const current = directory.current(user.id) ?? user;
    const problem = refusalOfChange(json, current, caller, directory.settings());
    if (problem) return problem;
    directory.change(user.id, changeOf(json, current));
    return { status: 204 };
  };

  const revoke: Work = (_request, user) => {
    // Sessions of a guest are its home tenant's: nothing changes, and nothing says so.
    if (!user.userPrincipalName.includes("#EXT#")) {
      const at = new Date(world.now()).toISOString().replace(/\.\d+Z$/, "Z");
      directory.change(user.id, { signInSessionsValidFromDateTime: at });
    }
    return { body: { "@odata.context": context("Edm.Boolean"), value: true } };
  };

  const manager: Work = ({ query }, user) => {
    const found = user.manager === null ? undefined : directory.find(user.manager);
    if (!found) return resourceNotFound("manager");
    const shown = shownUser(found, query.get("$select"));
    if (typeof shown === "string") return unknownProperty(shown);
    return {
      body: {
        "@odata.context": context("directoryObjects/$entity"),
        "@odata.type": "#microsoft.graph.user",
        ...shown,
      },
    };
  };

  const syncBehavior: Work = (_request, { id, isCloudManaged }) => ({
    body: { "@odata.context": context("users/onPremisesSyncBehavior"), id, isCloudManaged },
  });

  return {
    "GET /v1.0/users": list,
    "GET /v1.0/users/{user}": onUser("readUsers", get),
    "GET /v1.0/{keyed}": onUser("readUsers", get),
    "PATCH /v1.0/users/{user}": onUser(permissionFor, (request, user, caller) =>
      isRecord(request.json) ? change(request, user, caller) : requestBadRequest("Empty Payload."),
    ),
    "POST /v1.0/users/{user}/revokeSignInSessions": onUser("revokeSessions", revoke),
    "GET /v1.0/users/{user}/manager": onUser("readUsers", manager),
    "GET /v1.0/users/{user}/onPremisesSyncBehavior": onUser("readUsers", syncBehavior),
  };
}

/** The key of a user in a path: `/users/{key}`, or `/users('{key}')` with doubled quotes. */
function keyOf({ user, keyed = "" }: Record<string, string>): string {
  if (user !== undefined) return user;
  const quoted = /^users\('((?:[^']|'')*)'\)$/i.exec(keyed)?.[1];
  return quoted?.replaceAll("''", "'") ?? "";
}

import type { Claims } from "../managed-identity/token";
import { isRecord } from "../simulator";
import type { DirectorySettings } from "./directory";
import { masteredOnPremises, requestBadRequest } from "./directory-problem";
import type { DirectoryUser } from "./directory-user";
import { forbidden, mayDo } from "./permissions";
import type { Problem } from "./problem";

/** Roles whose holders a User Administrator may change, too. */
const lesser = new Set([
  "Directory Readers",
  "Guest Inviter",
  "Helpdesk Administrator",
  "Message Center Reader",
  "Password Administrator",
  "Reports Reader",
  "Groups Administrator",
  "User Administrator",
]);

/**
 * Why `accountEnabled` of a user is not changed: what holds a role needs a higher one than the
 * permission gives. https://learn.microsoft.com/graph/api/resources/users#who-can-perform-sensitive-actions
 */
export function refusalOfChange(
  json: unknown,
  { roles, groups, onPremisesSyncEnabled, isCloudManaged }: DirectoryUser,
  caller: Claims,
  { appDirectoryRoles }: DirectorySettings,
): Problem | undefined {
  const body = isRecord(json) ? json : {};
  const other = Object.keys(body).find((name) => name !== "accountEnabled");
  if (other !== undefined || typeof body["accountEnabled"] !== "boolean") {
    return requestBadRequest(
      `Invalid value specified for property '${other ?? "accountEnabled"}'.`,
    );
  }
  if (!mayDo(caller, "readUsers")) return forbidden;
  const isHigh =
    roles.some((role) => !lesser.has(role)) ||
    groups.some(({ isAssignableToRole }) => isAssignableToRole);
  const needed = isHigh
    ? ["Privileged Authentication Administrator"]
    : ["User Administrator", "Privileged Authentication Administrator"];
  const isAdmin = isHigh || roles.length > 0;
  if (isAdmin && !needed.some((role) => appDirectoryRoles.includes(role))) return forbidden;
  return onPremisesSyncEnabled && !isCloudManaged ? masteredOnPremises : undefined;
}

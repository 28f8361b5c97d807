import type { Claims } from "../managed-identity/token";
import { isRecord, type SimulatedRequest } from "../simulator";
import type { DirectorySettings } from "./directory";
import { masteredOnPremises, requestBadRequest } from "./directory-problem";
import type { DirectoryUser } from "./directory-user";
import { forbidden, mayDo, type Permission } from "./permissions";
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

interface Sensitive {
  permission: Permission;
  fits: (value: unknown) => boolean;
}

const flags = ["forceChangePasswordNextSignIn", "forceChangePasswordNextSignInWithMfa"];

/** What of a user can be changed here: all of it is sensitive. */
const sensitive: Readonly<Record<string, Sensitive>> = {
  accountEnabled: { permission: "enableUsers", fits: (value) => typeof value === "boolean" },
  passwordProfile: {
    permission: "changePasswords",
    fits: (value) =>
      isRecord(value) &&
      Object.entries(value).every(([name, flag]) =>
        name === "password" ? typeof flag === "string" : flags.includes(name) && isFlag(flag),
      ),
  },
};

const isFlag = (value: unknown): boolean => typeof value === "boolean";

/** What the first member of a change needs; the others are looked at with the change. */
export const permissionFor = ({ json }: SimulatedRequest): Permission =>
  sensitive[(isRecord(json) && Object.keys(json)[0]) || ""]?.permission ?? "enableUsers";

/**
 * Why sensitive members of a user are not changed: what holds a role needs a higher one than the
 * permission gives. https://learn.microsoft.com/graph/api/resources/users#who-can-perform-sensitive-actions
 */
export function refusalOfChange(
  json: unknown,
  { roles, groups, onPremisesSyncEnabled, isCloudManaged }: DirectoryUser,
  caller: Claims,
  { appDirectoryRoles }: DirectorySettings,
): Problem | undefined {
  const body = isRecord(json) ? Object.entries(json) : [];
  if (body.length === 0) return requestBadRequest("Empty Payload.");
  const wrong = body.find(([name, value]) => !sensitive[name]?.fits(value));
  if (wrong) return requestBadRequest(`Invalid value specified for property '${wrong[0]}'.`);
  const isAllowed = body.every(([name]) => mayDo(caller, sensitive[name]!.permission));
  if (!isAllowed || !mayDo(caller, "readUsers")) return forbidden;
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

/** What a change that was not refused makes of a user; what a password profile leaves out stays. */
export function changeOf(
  json: unknown,
  { passwordProfile }: DirectoryUser,
): Partial<DirectoryUser> {
  const { accountEnabled, passwordProfile: written } = json as Partial<DirectoryUser> & {
    passwordProfile?: Record<string, unknown>;
  };
  const { password: _password, ...said } = { password: "", ...written };
  const before = passwordProfile ?? {
    forceChangePasswordNextSignIn: false,
    forceChangePasswordNextSignInWithMfa: false,
  };
  return {
    ...(accountEnabled !== undefined && { accountEnabled }),
    ...(written && { passwordProfile: { ...before, ...said } }),
  };
}

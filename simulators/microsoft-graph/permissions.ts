import type { Claims } from "../managed-identity/token";
import type { Problem } from "./problem";

const forbidden: Problem = {
  status: 403,
  code: "Authorization_RequestDenied",
  message: "Insufficient privileges to complete the operation.",
};

/**
 * The application permissions that open a part of the directory, each enough by itself:
 * https://learn.microsoft.com/graph/permissions-reference
 */
export const permissions = {
  readUsers: ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All"],
  readRoles: [
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
    "Directory.Read.All",
  ],
  readGroups: [
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "Group.Read.All",
    "Directory.Read.All",
  ],
  changeMembers: ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"],
  changePasswords: [
    "User-PasswordProfile.ReadWrite.All",
    "User.ReadWrite.All",
    "Directory.ReadWrite.All",
  ],
  readMethods: ["UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"],
  changeMethods: ["UserAuthenticationMethod.ReadWrite.All"],
  enableUsers: ["User.EnableDisableAccount.All", "User.ReadWrite.All"],
  revokeSessions: ["User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All"],
  readRisk: ["IdentityRiskyUser.Read.All"],
  changeRisk: ["IdentityRiskyUser.ReadWrite.All"],
  readIncidents: ["SecurityIncident.Read.All", "SecurityIncident.ReadWrite.All"],
  changeIncidents: ["SecurityIncident.ReadWrite.All"],
  readRegistration: ["AuditLog.Read.All", "UserAuthenticationMethod.Read.All"],
} as const;

export type Permission = keyof typeof permissions;

/** Whether a token's `roles` hold one that opens it. */
export const mayDo = ({ roles }: Claims, permission: Permission): boolean =>
  permissions[permission].some((name) => roles.includes(name));

/** Graph's refusal of who may not; undefined for who may. */
export const refusalOf = (caller: Claims, permission: Permission): Problem | undefined =>
  mayDo(caller, permission) ? undefined : forbidden;

export { forbidden };

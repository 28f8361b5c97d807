/** Every application permission of Microsoft Graph that the app may have in the directory. */
export const directoryRoles = [
  "User.Read.All",
  "User.EnableDisableAccount.All",
  "User.RevokeSessions.All",
  "User-PasswordProfile.ReadWrite.All",
  "GroupMember.ReadWrite.All",
  "UserAuthenticationMethod.ReadWrite.All",
  "RoleManagement.Read.Directory",
  "GroupMember.Read.All",
  "IdentityRiskyUser.Read.All",
  "IdentityRiskyUser.ReadWrite.All",
  "AuditLog.Read.All",
];

/** Application permissions that the simulated app was granted, by the resource that they open. */
export const grantedRoles: Record<string, string[]> = {
  "https://graph.microsoft.com": [
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
    "SecurityIncident.ReadWrite.All",
  ],
};

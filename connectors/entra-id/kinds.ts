import type { KindOfContainment } from "../../domain/kind-of-containment";

const graph = (name: string) => ({ of: "Microsoft Graph", name });

/** An account, and whether it is privileged: by a role, or by a group that can hold one. */
const toFindAccounts = [
  graph("User.Read.All"),
  graph("RoleManagement.Read.Directory"),
  graph("GroupMember.Read.All"),
];

export const kinds = {
  "disable-account": {
    verb: "Disable account",
    undoVerb: "Enable account",
    takes: "account",
    vendor: "entra-id",
    permissions: [...toFindAccounts, graph("User.EnableDisableAccount.All")],
    effect: "at once for new sign-ins; access tokens live on for up to an hour",
    whenSynced: "disable it in Active Directory there",
  },
  "block-group": {
    verb: "Block sign-ins of",
    undoVerb: "Allow sign-ins of",
    takes: "account",
    vendor: "entra-id",
    permissions: [...toFindAccounts, graph("GroupMember.ReadWrite.All")],
    effect: "within minutes, as far as the Conditional Access policy of its group blocks",
  },
  "require-password-change": {
    verb: "Require a new password of",
    undoVerb: "Require no new password of",
    takes: "account",
    vendor: "entra-id",
    permissions: [...toFindAccounts, graph("User-PasswordProfile.ReadWrite.All")],
    effect: "with the next sign-in; sessions live on until they are revoked",
    whenSynced: "reset its password in Active Directory there",
  },
  "reset-mfa-methods": {
    verb: "Delete the MFA methods of",
    undoVerb: null,
    takes: "account",
    vendor: "entra-id",
    permissions: [...toFindAccounts, graph("UserAuthenticationMethod.ReadWrite.All")],
    effect: "with the next sign-in; sessions live on until they are revoked",
    alwaysAsked:
      "what is deleted cannot be given back, and whoever knows the password may be the first to register anew",
  },
  "revoke-sessions": {
    verb: "Revoke sessions of",
    undoVerb: null,
    takes: "account",
    vendor: "entra-id",
    permissions: [...toFindAccounts, graph("User.RevokeSessions.All")],
    effect: "within minutes; access tokens live on for up to an hour",
  },
  "confirm-compromised": {
    verb: "Confirm as compromised",
    undoVerb: "Dismiss the risk of",
    takes: "account",
    vendor: "entra-id",
    permissions: [
      ...toFindAccounts,
      graph("IdentityRiskyUser.Read.All"),
      graph("IdentityRiskyUser.ReadWrite.All"),
    ],
    effect: "with the next sign-in that a risk-based policy looks at",
  },
} as const satisfies Record<string, KindOfContainment>;

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

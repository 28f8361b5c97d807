import type { KindOfContainment } from "../../domain/kind-of-containment";

const ofAccounts = "the organisational units whose accounts may be disabled";

export const kinds = {
  "disable-ad-account": {
    verb: "Disable in Active Directory",
    undoVerb: "Enable in Active Directory",
    takes: "account",
    vendor: "active-directory",
    permissions: [
      { of: "Active Directory", name: "Read all properties", on: ofAccounts },
      { of: "Active Directory", name: "Write userAccountControl", on: ofAccounts },
      {
        of: "Azure role",
        name: "Key Vault Secrets User",
        on: "the secret active-directory-credentials",
      },
    ],
    effect:
      "at once at the domain controller that was asked, elsewhere when it replicates, in Entra ID with the next sync; tickets live on for up to 10 hours",
  },
} as const satisfies Record<string, KindOfContainment>;

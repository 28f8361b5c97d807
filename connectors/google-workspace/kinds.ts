import type { KindOfContainment } from "../../domain/kind-of-containment";

const scope = (name: string) => ({
  of: "Google Workspace",
  name: `https://www.googleapis.com/auth/${name}`,
  on: "the client id of the service account, as domain-wide delegation",
});

export const kinds = {
  "suspend-workspace-user": {
    verb: "Suspend Google Workspace user",
    undoVerb: "Reactivate Google Workspace user",
    takes: "account",
    vendor: "google-workspace",
    permissions: [
      scope("admin.directory.user"),
      scope("admin.directory.user.security"),
      {
        of: "Google Cloud",
        name: "iam.serviceAccounts.signJwt",
        on: "the service account, for itself",
      },
    ],
    effect: "within minutes; its sessions are signed out right before",
  },
} as const satisfies Record<string, KindOfContainment>;

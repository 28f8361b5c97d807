import type { KindOfContainment } from "../../domain/kind-of-containment";

const google = (name: string) => ({ of: "Google Cloud", name, on: "each of the projects" });

export const kinds = {
  "disable-service-account": {
    verb: "Disable Google service account",
    undoVerb: "Enable Google service account",
    takes: "account",
    vendor: "google-cloud",
    permissions: [
      google("iam.serviceAccounts.get"),
      google("resourcemanager.projects.getIamPolicy"),
      google("iam.serviceAccounts.disable"),
      google("iam.serviceAccounts.enable"),
    ],
    effect: "within minutes for new tokens; access tokens live on for up to an hour",
  },
  "disable-service-account-key": {
    verb: "Disable Google service account key",
    undoVerb: "Enable Google service account key",
    takes: "resource",
    vendor: "google-cloud",
    permissions: [
      google("iam.serviceAccountKeys.get"),
      google("iam.serviceAccountKeys.disable"),
      google("iam.serviceAccountKeys.enable"),
    ],
    effect: "within minutes for new tokens; access tokens live on for up to an hour",
  },
} as const satisfies Record<string, KindOfContainment>;

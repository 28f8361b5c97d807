import type { KindOfContainment } from "../../domain/kind-of-containment";

const google = (name: string, on = "each of the projects") => ({ of: "Google Cloud", name, on });
const armor = (name: string) => google(name, "the project of the Cloud Armor policy");

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
  "gcp-armor-block": {
    verb: "Block in Cloud Armor",
    undoVerb: "Unblock in Cloud Armor",
    takes: ["address"],
    vendor: "google-cloud",
    permissions: [
      armor("compute.securityPolicies.get"),
      armor("compute.securityPolicies.update"),
      armor("compute.globalOperations.get"),
    ],
    effect: "within minutes, for what load balancers with this policy serve",
  },
  "quarantine-gce-instance": {
    verb: "Quarantine Compute Engine instance",
    undoVerb: "Release from quarantine",
    takes: "resource",
    vendor: "google-cloud",
    permissions: [
      google("compute.instances.get"),
      google("compute.firewalls.list"),
      google("compute.instances.setTags"),
      google("compute.zoneOperations.get"),
    ],
    effect: "within seconds for new connections; the firewall may let established ones go on",
  },
  "stop-gce-instance": {
    verb: "Stop Compute Engine instance",
    undoVerb: "Start Compute Engine instance",
    takes: "resource",
    vendor: "google-cloud",
    permissions: [
      google("compute.instances.get"),
      google("compute.instances.stop"),
      google("compute.instances.start"),
    ],
    effect: "when its operating system has shut down, within 2 minutes",
  },
} as const satisfies Record<string, KindOfContainment>;

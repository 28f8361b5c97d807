import type { KindOfContainment } from "../../domain/kind-of-containment";

const profile = (name: string) => ({
  of: "Check Point",
  name,
  on: "the permission profile of the API key's administrator",
});

export const kinds = {
  "check-point-block": {
    verb: "Block at Check Point",
    undoVerb: "Unblock at Check Point",
    takes: ["address"],
    vendor: "check-point",
    permissions: [
      profile("Management API Login"),
      profile("Common Objects: Write"),
      profile("Publish sessions without an approval"),
    ],
    effect: "when somebody next installs the policy on the gateways, which this app never does",
  },
} as const satisfies Record<string, KindOfContainment>;

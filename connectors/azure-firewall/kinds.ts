import type { KindOfContainment } from "../../domain/kind-of-containment";

const azure = (name: string) => ({
  of: "Azure",
  name: `Microsoft.Network/ipGroups/${name}`,
  on: "the IP group",
  at: "AZURE_FIREWALL_IP_GROUP",
});

export const kinds = {
  "firewall-block": {
    verb: "Block in Azure Firewall",
    undoVerb: "Unblock in Azure Firewall",
    takes: ["address"],
    vendor: "azure-firewall",
    permissions: [
      azure("read"),
      azure("write"),
      azure("validate/action"),
      azure("updateReferences/action"),
      azure("join/action"),
    ],
    effect: "when Azure has told every firewall, within 1 to 10 minutes",
  },
} as const satisfies Record<string, KindOfContainment>;

import type { KindOfContainment } from "../../domain/kind-of-containment";

const azure = (name: string) => ({
  of: "Azure",
  name: `Microsoft.Network/networkSecurityGroups/${name}`,
  on: "the network security group",
  at: "AZURE_NSG",
});

export const kinds = {
  "nsg-block": {
    verb: "Block in the network security group",
    undoVerb: "Unblock in the network security group",
    takes: ["address"],
    vendor: "azure-nsg",
    permissions: [
      azure("read"),
      azure("securityRules/read"),
      azure("securityRules/write"),
      azure("securityRules/delete"),
    ],
    effect:
      "for new connections as soon as Azure has updated the group; those that stand may go on",
  },
} as const satisfies Record<string, KindOfContainment>;

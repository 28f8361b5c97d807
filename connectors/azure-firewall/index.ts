import { z } from "zod";
import { armId } from "../arm-resource";
import { provider } from "../provider";
import { address, optional, withDefault } from "../setting-values";
import { firewallBlock } from "./block";

export const azureFirewall = provider({
  name: "azure-firewall",
  title: "Azure Firewall",
  settings: z.object({
    AZURE_NETWORK_URL: withDefault(address, "https://management.azure.com"),
    AZURE_FIREWALL_IP_GROUP: optional(armId("Microsoft.Network/ipGroups", "an IP group")),
  }),
  local: {
    AZURE_NETWORK_URL: "{simulators}/azure-network",
    AZURE_FIREWALL_IP_GROUP:
      "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network/ipGroups/ipg-soar-blocked",
  },
  scope: ({ AZURE_FIREWALL_IP_GROUP: group }) => group?.name ?? "",
  open({ AZURE_NETWORK_URL: url, AZURE_FIREWALL_IP_GROUP: group }, { tokens }) {
    const block = firewallBlock({ url, ipGroup: group }, tokens);
    return {
      containments: { "firewall-block": block },
      check: () => block.check(),
      ...(group === undefined && { off: "AZURE_FIREWALL_IP_GROUP is not set" }),
    };
  },
});

import { z } from "zod";
import { provider } from "../provider";
import { address, optional, withDefault } from "../setting-values";
import { firewallBlock } from "./block";
import { parseIpGroupId } from "./group-id";

const ipGroup = z
  .string()
  .transform((id) => parseIpGroupId(id))
  .refine((parsed) => parsed !== undefined, "must be the resource id of an IP group");

export const azureFirewall = provider({
  name: "azure-firewall",
  title: "Azure Firewall",
  settings: z.object({
    AZURE_NETWORK_URL: withDefault(address, "https://management.azure.com"),
    AZURE_FIREWALL_IP_GROUP: optional(ipGroup),
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

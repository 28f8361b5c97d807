import { z } from "zod";
import { armId } from "../arm-resource";
import { priorities } from "../priorities";
import { provider } from "../provider";
import { address, choice, optional, withDefault } from "../setting-values";
import { nsgBlock } from "./block";

export const azureNsg = provider({
  name: "azure-nsg",
  title: "Azure network security groups",
  settings: z.object({
    AZURE_RESOURCES_URL: withDefault(address, "https://management.azure.com"),
    AZURE_NSG: optional(
      armId("Microsoft.Network/networkSecurityGroups", "a network security group"),
    ),
    AZURE_NSG_DIRECTION: withDefault(choice("Inbound", "Outbound"), "Inbound"),
    AZURE_NSG_PRIORITIES: withDefault(priorities(100, 4_096), "100-199"),
  }),
  local: {
    AZURE_RESOURCES_URL: "{simulators}/azure-resource-manager",
    AZURE_NSG:
      "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network/networkSecurityGroups/nsg-edge",
  },
  scope: ({ AZURE_NSG: group }) => group?.subscriptionId ?? "",
  open(settings, { tokens }) {
    const { AZURE_RESOURCES_URL: url, AZURE_NSG: group } = settings;
    const { AZURE_NSG_DIRECTION: direction, AZURE_NSG_PRIORITIES: allowed } = settings;
    const block = nsgBlock({ url, group, direction, priorities: allowed }, tokens);
    return {
      containments: { "nsg-block": block },
      check: () => block.check(),
      ...(group === undefined && { off: "AZURE_NSG is not set" }),
    };
  },
});

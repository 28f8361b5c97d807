import { z } from "zod";
import { armId } from "../arm-resource";
import { provider } from "../provider";
import { address, optional, withDefault } from "../setting-values";
import { createClient } from "./client";
import { deallocation } from "./deallocate";
import { quarantine } from "./quarantine";

export const azureVm = provider({
  name: "azure-vm",
  title: "Azure virtual machines",
  settings: z.object({
    AZURE_RESOURCES_URL: withDefault(address, "https://management.azure.com"),
    AZURE_VM_ISOLATION_NSG: optional(
      armId("Microsoft.Network/networkSecurityGroups", "a network security group"),
    ),
  }),
  local: {
    AZURE_RESOURCES_URL: "{simulators}/azure-resource-manager",
    AZURE_VM_ISOLATION_NSG:
      "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network/networkSecurityGroups/nsg-soar-isolation",
  },
  scope: ({ AZURE_VM_ISOLATION_NSG: group }) => group?.subscriptionId ?? "",
  open({ AZURE_RESOURCES_URL: url, AZURE_VM_ISOLATION_NSG: group }, { tokens }) {
    const isolating = quarantine(createClient(url, tokens, "quarantine-vm"), group);
    return {
      containments: {
        "quarantine-vm": isolating,
        "deallocate-vm": deallocation(createClient(url, tokens, "deallocate-vm")),
      },
      check: () => isolating.check(),
      ...(group === undefined && { off: "AZURE_VM_ISOLATION_NSG is not set" }),
    };
  },
});

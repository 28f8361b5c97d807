import { z } from "zod";
import { provider } from "../provider";
import { address, guid, optional, withDefault } from "../setting-values";
import { keyRotation } from "./rotate";

export const azureStorage = provider({
  name: "azure-storage",
  title: "Azure storage accounts",
  settings: z.object({
    AZURE_RESOURCES_URL: withDefault(address, "https://management.azure.com"),
    AZURE_STORAGE_SUBSCRIPTION: optional(guid),
  }),
  local: {
    AZURE_RESOURCES_URL: "{simulators}/azure-resource-manager",
    AZURE_STORAGE_SUBSCRIPTION: "11111111-1111-1111-1111-111111111111",
  },
  scope: ({ AZURE_STORAGE_SUBSCRIPTION: subscription }) => subscription ?? "",
  open({ AZURE_RESOURCES_URL: url, AZURE_STORAGE_SUBSCRIPTION: subscription }, { tokens }) {
    const rotation = keyRotation({ url, subscription }, tokens);
    return {
      containments: { "rotate-storage-keys": rotation },
      check: () => rotation.check(),
      ...(subscription === undefined && { off: "AZURE_STORAGE_SUBSCRIPTION is not set" }),
    };
  },
});

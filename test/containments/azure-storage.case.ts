import { payroll } from "../../simulators/azure-resource-manager/published";
import type { ContainmentCase } from "./case";

const id = `${payroll}/Microsoft.Storage/storageAccounts/stpayroll`;

interface Account {
  keys: { keyName: string; renewals: number }[];
}

export const cases: ContainmentCase[] = [
  {
    kind: "rotate-storage-keys",
    simulator: "azure-resource-manager",
    isWrite: ({ path }) => path.includes("/regenerateKey"),
    claim: {
      kind: "resource",
      resource: { kind: "AzureResource", label: "storageAccounts/stpayroll", resourceId: id },
    },
    arrange: (vendors) =>
      vendors.scene("azure-resource-manager", { updateSeconds: 0, writes: 10_000 }),
    state: (vendors) => {
      const { resources } = vendors.state("azure-resource-manager") as {
        resources: Record<string, unknown>;
      };
      return (resources[id] as Account).keys.map(({ keyName, renewals }) => [keyName, renewals]);
    },
    protectedBy: { resources: [id, "stpayroll", "stpayroll.blob.core.windows.net"] },
  },
];

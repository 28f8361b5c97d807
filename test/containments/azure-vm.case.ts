import { network, payroll, published } from "../../simulators/azure-resource-manager/published";
import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

type Resources = Record<string, { properties: object }>;

const id = `${payroll}/Microsoft.Compute/virtualMachines/vm-payroll`;
const firstInterface = `${payroll}/Microsoft.Network/networkInterfaces/nic-payroll-1`;
const resourcesIn = (vendors: RunningSimulators): Resources =>
  (vendors.state("azure-resource-manager") as { resources: Resources }).resources;
/** All but the snapshots, which are kept as evidence. */
const withoutEvidence = (vendors: RunningSimulators): unknown =>
  Object.entries(resourcesIn(vendors)).filter(([name]) => !name.includes("/snapshots/"));

const common = {
  simulator: "azure-resource-manager",
  claim: {
    kind: "host",
    host: { kind: "Host", label: "payroll01", hostName: "payroll01", azureResourceId: id },
  },
  arrange: (vendors: RunningSimulators) =>
    vendors.scene("azure-resource-manager", { updateSeconds: 0, writes: 10_000 }),
  protectedBy: { hosts: ["vm-payroll", "payroll01", "owner=payroll"], networks: ["10.20.1.0/24"] },
} satisfies Partial<ContainmentCase>;

export const cases: ContainmentCase[] = [
  {
    ...common,
    kind: "quarantine-vm",
    state: withoutEvidence,
    meddling: {
      outcome: "left",
      by(vendors) {
        const networkSecurityGroup = { id: `${network}/networkSecurityGroups/nsg-edge` };
        const now = resourcesIn(vendors)[firstInterface]!;
        const properties = { ...now.properties, networkSecurityGroup };
        vendors.scene("azure-resource-manager", {
          resources: { [firstInterface]: { ...now, properties } },
        });
      },
    },
  },
  {
    ...common,
    kind: "deallocate-vm",
    state: (vendors) => {
      const { power } = resourcesIn(vendors)[id] as unknown as { power: { to: string } };
      return power.to;
    },
    meddling: {
      outcome: "left",
      by(vendors) {
        const power = { from: "deallocated", to: "stopped" };
        vendors.scene("azure-resource-manager", {
          resources: { [id]: { ...published[id], power } },
        });
      },
    },
  },
];

import type { KindOfContainment } from "../../domain/kind-of-containment";

const azure = (name: string, on: string) => ({ of: "Azure", name: `Microsoft.${name}`, on });
const machine = (name: string) => azure(`Compute/virtualMachines/${name}`, "the virtual machine");
const isolating = (name: string) => ({
  ...azure(`Network/networkSecurityGroups/${name}`, "the isolation group"),
  at: "AZURE_VM_ISOLATION_NSG",
});
const itsNetwork = "the resource group of its network";

export const kinds = {
  "quarantine-vm": {
    verb: "Quarantine the virtual machine",
    undoVerb: "Release the virtual machine",
    takes: "host",
    vendor: "azure-vm",
    permissions: [
      machine("read"),
      azure("Compute/disks/beginGetAccess/action", "its OS disk"),
      azure("Compute/disks/read", "its OS disk"),
      azure("Compute/snapshots/read", "its resource group"),
      azure("Compute/snapshots/write", "its resource group"),
      azure("Network/networkInterfaces/read", "its network interfaces"),
      azure("Network/networkInterfaces/write", "its network interfaces"),
      isolating("read"),
      isolating("join/action"),
      azure("Network/networkSecurityGroups/join/action", "the groups of its network interfaces"),
      azure("Network/virtualNetworks/subnets/join/action", itsNetwork),
      azure("Network/publicIPAddresses/join/action", itsNetwork),
    ],
    effect:
      "as soon as Azure has updated its network interfaces; the snapshot of its OS disk that is taken first is kept as evidence",
  },
  "deallocate-vm": {
    verb: "Deallocate the virtual machine",
    undoVerb: "Start the virtual machine",
    takes: "host",
    vendor: "azure-vm",
    permissions: [
      machine("read"),
      machine("deallocate/action"),
      machine("start/action"),
      azure("Network/networkInterfaces/read", "its network interfaces"),
    ],
    effect:
      "when Azure has stopped it, within some minutes; what is in its memory is lost, and so is a public address that is dynamic",
  },
} as const satisfies Record<string, KindOfContainment>;

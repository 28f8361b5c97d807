import { isRecord } from "../simulator";
import { armError } from "./refusal";
import type { Body, Resource, ResourceType, Surroundings } from "./resource";

/** What Azure keeps whatever a PUT says. */
const kept = ["virtualMachine", "macAddress", "primary", "resourceGuid"];

/** https://learn.microsoft.com/rest/api/virtualnetwork/network-interfaces */
export const networkInterface: ResourceType = {
  type: "Microsoft.Network/networkInterfaces",
  versions: ["2024-05-01", "2024-07-01", "2024-10-01", "2025-01-01", "2025-03-01", "2025-05-01"],
  hasEtag: true,
  put(given, before, { find }) {
    const { location, tags, properties } = given;
    const configurations = properties["ipConfigurations"];
    if (!Array.isArray(configurations) || configurations.length === 0) {
      const message = "Network interface must have one or more IP configurations.";
      return { refusal: armError(400, "NetworkInterfaceMustHaveIpConfigurations", message) };
    }
    const { networkSecurityGroup: wanted, ...rest } = properties;
    const group = groupOf(wanted, location, find);
    if ("refusal" in group) return group;
    delete rest["provisioningState"];
    for (const member of kept) rest[member] = before?.properties[member];
    return {
      body: {
        ...(location && { location }),
        ...(tags && { tags }),
        properties: { ...rest, ...(group.id && { networkSecurityGroup: { id: group.id } }) },
      },
    };
  },
};

function groupOf(
  wanted: unknown,
  location: Body["location"],
  find: Surroundings["find"],
): { id?: string } | { refusal: ReturnType<typeof armError> } {
  if (wanted === undefined || wanted === null) return {};
  const id = isRecord(wanted) ? String(wanted["id"]) : "";
  const group: Resource | undefined = find(id);
  if (!group) {
    const message = `Resource ${id} referenced by the network interface was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`;
    return { refusal: armError(400, "InvalidResourceReference", message) };
  }
  if (group.location?.toLowerCase() !== location?.toLowerCase()) {
    const message = `Resource ${id} is in another region than the network interface.`;
    return { refusal: armError(400, "InvalidResourceReference", message) };
  }
  return { id: group.id };
}

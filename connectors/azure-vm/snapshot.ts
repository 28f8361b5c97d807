import type { Mark } from "../../domain/containing";
import { ifNotFound } from "../connector-error";
import { ownDigits } from "../own-name";
import { type Client, diskQuery } from "./client";
import { type Machine, snapshotResponse } from "./schema";

/**
 * A snapshot of a machine's OS disk, beside the machine: evidence of how it was when the containment began.
 * Its name is the same for each try, so that it is taken once. Nobody but the subscription's own people
 * deletes it. https://learn.microsoft.com/rest/api/compute/snapshots/create-or-update
 */
export async function keepSnapshot({ arm }: Client, machine: Machine, mark: Mark): Promise<void> {
  const { id, location, properties } = machine;
  const name = `soar-${ownDigits("quarantine-vm", id.toLowerCase(), mark.since)}-os`;
  const [group] = id.split("/providers/", 1);
  const request = {
    path: `${encodeURI(group!)}/providers/Microsoft.Compute/snapshots/${name}`,
    label: `snapshot ${name}`,
    query: diskQuery,
  };
  const found = await arm
    .read(snapshotResponse, { method: "GET", ...request })
    .catch(ifNotFound(undefined));
  if (found) return;
  const body = {
    location,
    sku: { name: "Standard_LRS" },
    tags: { "soar-by": mark.text },
    properties: {
      creationData: {
        createOption: "Copy",
        sourceResourceId: properties.storageProfile.osDisk.managedDisk?.id,
      },
      incremental: true,
      networkAccessPolicy: "DenyAll",
    },
  };
  await arm.send({ method: "PUT", ...request, body });
}

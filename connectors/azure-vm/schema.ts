import { z } from "zod";

const text = z.string().nullish();
const reference = z.object({ id: z.string() });
const tags = z.record(z.string(), z.string()).nullish();

/** A virtual machine, the part that we read: https://learn.microsoft.com/rest/api/compute/virtual-machines/get */
export const machineResponse = z.object({
  id: z.string(),
  location: z.string(),
  tags,
  properties: z.object({
    vmId: text,
    licenseType: text,
    osProfile: z.object({ computerName: text }).nullish(),
    storageProfile: z.object({
      imageReference: z.object({ publisher: text }).nullish(),
      osDisk: z.object({
        managedDisk: reference.nullish(),
        diffDiskSettings: z.object({ option: text }).nullish(),
      }),
    }),
    networkProfile: z.object({ networkInterfaces: z.array(reference) }),
    instanceView: z
      .object({
        computerName: text,
        statuses: z.array(z.object({ code: text })).nullish(),
      })
      .nullish(),
  }),
});
export type Machine = z.infer<typeof machineResponse>;

/** A network interface; what we do not read is kept, since a PUT replaces it: https://learn.microsoft.com/rest/api/virtualnetwork/network-interfaces/get */
export const interfaceResponse = z.looseObject({
  id: z.string(),
  etag: text,
  tags,
  properties: z.looseObject({
    provisioningState: z.string(),
    networkSecurityGroup: z.looseObject({ id: z.string() }).nullish(),
    ipConfigurations: z
      .array(z.looseObject({ properties: z.looseObject({ privateIPAddress: text }).nullish() }))
      .nullish(),
  }),
});
export type Interface = z.infer<typeof interfaceResponse>;

/** https://learn.microsoft.com/rest/api/compute/snapshots/get */
export const snapshotResponse = z.object({ id: z.string() });

export const securityGroupResponse = z.object({ id: z.string(), location: z.string() });

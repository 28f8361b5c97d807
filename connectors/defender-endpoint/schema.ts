import { z } from "zod";

const text = z.string().nullish();

/** A device, the part that we read: https://learn.microsoft.com/defender-endpoint/api/machine */
export const machineResponse = z.object({
  id: z.string(),
  computerDnsName: text,
  lastSeen: text,
  osPlatform: text,
  version: text,
  healthStatus: text,
  onboardingStatus: text,
  riskScore: text,
  exposureLevel: text,
  aadDeviceId: text,
  rbacGroupName: text,
  lastIpAddress: text,
  lastExternalIpAddress: text,
  machineTags: z.array(z.string()).nullish(),
});
export type Machine = z.infer<typeof machineResponse>;

/** https://learn.microsoft.com/defender-endpoint/api/get-machines */
export const machinesResponse = z.object({
  value: z.array(machineResponse),
  "@odata.nextLink": text,
});

/**
 * What was done to a device: https://learn.microsoft.com/defender-endpoint/api/machineaction. The
 * time of its last change has two names in the vendor's own examples.
 */
export const actionResponse = z.object({
  id: z.string(),
  type: z.string(),
  status: z.string(),
  machineId: z.string(),
  requestorComment: text,
  creationDateTimeUtc: z.string(),
  lastUpdateDateTimeUtc: text,
  lastUpdateTimeUtc: text,
  relatedFileInfo: z.object({ fileIdentifier: text }).nullish(),
});
export type Action = z.infer<typeof actionResponse>;

/** https://learn.microsoft.com/defender-endpoint/api/get-machineactions-collection */
export const actionsResponse = z.object({
  value: z.array(actionResponse),
  "@odata.nextLink": text,
});

/** Something that devices block or allow: https://learn.microsoft.com/defender-endpoint/api/ti-indicator */
export const indicatorResponse = z.object({
  id: z.union([z.string(), z.number().transform(String)]),
  indicatorValue: z.string(),
  indicatorType: z.string(),
  action: z.string(),
  application: text,
  title: text,
  description: text,
  severity: text,
  expirationTime: text,
  rbacGroupNames: z.array(z.string()).nullish(),
  generateAlert: z.boolean().nullish(),
});
export type Indicator = z.infer<typeof indicatorResponse>;

/** https://learn.microsoft.com/defender-endpoint/api/get-ti-indicators-collection */
export const indicatorsResponse = z.object({
  value: z.array(indicatorResponse),
  "@odata.nextLink": text,
});

import { z } from "zod";

const references = z.array(z.unknown()).nullish();

/**
 * An IP group, the part that we read or have to send back, since a PUT replaces:
 * https://learn.microsoft.com/rest/api/virtualnetwork/ip-groups/get
 */
export const ipGroupResponse = z.object({
  location: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.object({
    provisioningState: z.string(),
    ipAddresses: z.array(z.string()).nullish(),
    firewalls: references,
    firewallPolicies: references,
  }),
});
export type IpGroupResponse = z.infer<typeof ipGroupResponse>;

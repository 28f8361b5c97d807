import { z } from "zod";

const text = z.string().nullish();
const flag = z.boolean().nullish();

/** An agent, the part that we read: the console's own API reference, `/api-doc/overview`. */
export const agent = z.object({
  id: z.string(),
  computerName: text,
  domain: text,
  networkStatus: text,
  machineType: text,
  groupName: text,
  externalIp: text,
  isDecommissioned: flag,
  isUninstalled: flag,
  networkInterfaces: z.array(z.object({ inet: z.array(z.string()).nullish() })).nullish(),
  activeDirectory: z.object({ computerDistinguishedName: text }).nullish(),
  tags: z
    .object({ sentinelone: z.array(z.object({ key: text, value: text })).nullish() })
    .nullish(),
});
export type Agent = z.infer<typeof agent>;

export const agentsResponse = z.object({
  data: z.array(agent),
  pagination: z.object({ nextCursor: text }).nullish(),
});

/** How many agents an action was given to. */
export const actionResponse = z.object({ data: z.object({ affected: z.number().int().min(0) }) });

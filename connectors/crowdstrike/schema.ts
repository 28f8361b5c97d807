import { z } from "zod";

const text = z.string().nullish();
const errors = z.array(z.unknown()).nullish();
/** Falcon's word for "none" is null at times. */
const listOf = <T extends z.ZodType>(entry: T) =>
  z
    .array(entry)
    .nullable()
    .transform((list) => list ?? []);

/** A host, the part that we read: https://falcon.crowdstrike.com/documentation/84/host-and-host-group-management-apis */
export const device = z.object({
  device_id: z.string(),
  status: text,
  hostname: text,
  machine_domain: text,
  product_type_desc: text,
  local_ip: text,
  external_ip: text,
  tags: z.array(z.string()).nullish(),
});
export type Device = z.infer<typeof device>;

export const devicesResponse = z.object({ resources: listOf(device), errors });

/** Ids of hosts that a filter fits, the first of them, and how many there are. */
export const idsResponse = z.object({
  meta: z.object({ pagination: z.object({ total: z.number().int().min(0) }) }),
  resources: listOf(z.string()),
  errors,
});

/** What an action was accepted for. */
export const actionResponse = z.object({ resources: listOf(z.object({ id: z.string() })), errors });

const printable = z.string().regex(/^[\x21-\x7e]+$/);
export const credentials = z.object({ clientId: printable, clientSecret: printable });

import { z } from "zod";

const count = z.number().int().min(0);

/** https://www.elastic.co/docs/api/doc/kibana/operation/operation-searchalerts */
export const alertsFound = z.object({
  timed_out: z.boolean(),
  _shards: z.object({ total: count, failed: count }),
  hits: z.object({
    hits: z.array(
      z.object({
        _id: z.string(),
        fields: z.record(z.string(), z.array(z.string())).optional(),
      }),
    ),
  }),
});

/** https://www.elastic.co/docs/api/doc/kibana/operation/operation-setalertsstatus */
export const alertsUpdated = z.object({ total: count, updated: count });

/** https://www.elastic.co/docs/api/doc/kibana/operation/operation-readprivileges */
export const alertPrivileges = z.object({
  username: z.string(),
  index: z
    .record(z.string(), z.record(z.string(), z.boolean()))
    .refine((index) => Object.keys(index).length > 0),
});

import { z } from "zod";

const count = z.number().int().min(0);
/** Milliseconds since 1970; null where no event has the field. */
const time = z.object({ value: z.number().min(0).max(8_640_000_000_000_000).nullable() });

const parts = z.object({
  total: count,
  failed: count,
  failures: z
    .array(z.object({ reason: z.object({ type: z.string() }).optional() }))
    .optional()
    .catch(undefined),
});

const base = {
  timed_out: z.boolean(),
  _shards: parts,
  hits: z.object({ total: z.object({ value: count }) }),
};

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search */
export const namingResponse = z.object({
  ...base,
  aggregations: z.object({
    first: time,
    last: time,
    datasets: z.object({
      sum_other_doc_count: count,
      buckets: z.array(z.object({ key: z.string(), doc_count: count })),
    }),
  }),
});
export type Naming = z.infer<typeof namingResponse>;

export const anyResponse = z.object(base);

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create */
export const createdResponse = z.object({ result: z.literal("created"), _id: z.string() });

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-has-privileges */
export const privilegesResponse = z.object({
  username: z.string(),
  has_all_requested: z.boolean(),
  index: z.record(z.string(), z.record(z.string(), z.boolean())),
});

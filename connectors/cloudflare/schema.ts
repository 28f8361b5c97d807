import { z } from "zod";

const succeeded = { success: z.literal(true) };

/** An item of a list of addresses: https://developers.cloudflare.com/waf/tools/lists/lists-api/json-object/ */
const item = z.object({
  id: z.string(),
  ip: z.string().nullish(),
  comment: z.string().nullish(),
});
export type Item = z.infer<typeof item>;

export const itemsResponse = z.object({
  ...succeeded,
  result: z.array(item),
  result_info: z.object({ cursors: z.object({ after: z.string().nullish() }).nullish() }).nullish(),
});

/** A change of items is made later, by an operation. */
export const acceptedResponse = z.object({
  ...succeeded,
  result: z.object({ operation_id: z.string().regex(/^[\w-]{1,64}$/) }),
});

export const operationResponse = z.object({
  ...succeeded,
  result: z.object({ status: z.string(), error: z.string().nullish() }),
});

export const listResponse = z.object({
  ...succeeded,
  result: z.object({
    name: z.string(),
    kind: z.string(),
    num_items: z.number(),
    num_referencing_filters: z.number().nullish(),
  }),
});

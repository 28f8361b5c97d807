import { z } from "zod";

/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties */
export const accountResponse = z.object({
  id: z.string(),
  properties: z.object({
    primaryEndpoints: z.record(z.string(), z.unknown()).nullish(),
    allowSharedKeyAccess: z.boolean().nullish(),
  }),
});
export type Account = z.infer<typeof accountResponse>;

/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list */
export const accountsResponse = z.object({ value: z.array(z.object({ id: z.string() })) });

/**
 * The keys without their values, which are dropped here and never kept:
 * https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list-keys
 */
export const keysResponse = z.object({
  keys: z.array(z.object({ keyName: z.string(), creationTime: z.string().nullish() })),
});
export type Key = z.infer<typeof keysResponse>["keys"][number];

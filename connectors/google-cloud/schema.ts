import { z } from "zod";

/** https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts */
export const accountResponse = z.object({
  projectId: z.string(),
  uniqueId: z.string().regex(/^\d{1,30}$/),
  email: z.string(),
  displayName: z.string().nullish(),
  oauth2ClientId: z.string().nullish(),
  disabled: z.boolean().default(false),
});
export type ServiceAccount = z.infer<typeof accountResponse>;

/** https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys */
export const keyResponse = z.object({
  name: z.string(),
  keyType: z.string(),
  disabled: z.boolean().default(false),
});

/** https://cloud.google.com/resource-manager/reference/rest/v3/projects/getIamPolicy */
export const policyResponse = z.object({
  etag: z.string(),
  bindings: z
    .array(z.object({ role: z.string(), members: z.array(z.string()).default([]) }))
    .default([]),
});

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

/** https://cloud.google.com/compute/docs/reference/rest/v1/globalOperations */
export const operationResponse = z.object({
  name: z.string(),
  status: z.string(),
  error: z
    .object({
      errors: z.array(z.object({ code: z.string().nullish(), message: z.string().nullish() })),
    })
    .nullish(),
});

/** https://cloud.google.com/compute/docs/reference/rest/v1/securityPolicies */
export const armorResponse = z.object({
  rules: z.array(
    z.object({
      priority: z.number(),
      action: z.string().nullish(),
      description: z.string().nullish(),
      preview: z.boolean().nullish(),
      match: z
        .object({ config: z.object({ srcIpRanges: z.array(z.string()).nullish() }).nullish() })
        .nullish(),
    }),
  ),
});
export type ArmorRule = z.infer<typeof armorResponse>["rules"][number];

/** https://cloud.google.com/compute/docs/reference/rest/v1/instances */
export const instanceResponse = z.object({
  id: z.string().regex(/^\d{1,30}$/),
  name: z.string(),
  hostname: z.string().nullish(),
  status: z.string(),
  tags: z.object({ items: z.array(z.string()).default([]), fingerprint: z.string() }),
  networkInterfaces: z
    .array(
      z.object({
        network: z.string(),
        stackType: z.string().nullish(),
        networkIP: z.string().nullish(),
        accessConfigs: z.array(z.object({ natIP: z.string().nullish() })).nullish(),
      }),
    )
    .default([]),
  disks: z.array(z.object({ type: z.string().nullish() })).default([]),
});
export type Instance = z.infer<typeof instanceResponse>;

/** https://cloud.google.com/compute/docs/reference/rest/v1/firewalls/list */
export const firewallsResponse = z.object({
  // An empty list has no items.
  kind: z.string(),
  items: z
    .array(
      z.object({
        network: z.string(),
        direction: z.string(),
        priority: z.number().nullish(),
        disabled: z.boolean().nullish(),
        targetTags: z.array(z.string()).nullish(),
        sourceRanges: z.array(z.string()).nullish(),
        destinationRanges: z.array(z.string()).nullish(),
        denied: z.array(z.object({ IPProtocol: z.string() })).nullish(),
      }),
    )
    .default([]),
  nextPageToken: z.string().nullish(),
});
export type Firewall = z.infer<typeof firewallsResponse>["items"][number];

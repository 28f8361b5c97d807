import { z } from "zod";

const labels = z.record(z.string(), z.string()).nullish();

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
export const podResponse = z.object({
  metadata: z.object({ uid: z.string(), resourceVersion: z.string(), labels }),
  spec: z.object({ hostNetwork: z.boolean().nullish() }),
  status: z.object({ podIPs: z.array(z.object({ ip: z.string() })).nullish() }).nullish(),
});
export type Pod = z.infer<typeof podResponse>;

const expression = z.object({
  key: z.string(),
  operator: z.string(),
  values: z.array(z.string()).nullish(),
});

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export const policyResponse = z.object({
  metadata: z.object({ name: z.string(), uid: z.string() }),
  spec: z.object({
    podSelector: z
      .object({ matchLabels: labels, matchExpressions: z.array(expression).nullish() })
      .nullish(),
    policyTypes: z.array(z.string()).nullish(),
    ingress: z.array(z.unknown()).nullish(),
    egress: z.array(z.unknown()).nullish(),
  }),
});
export type NetworkPolicy = z.infer<typeof policyResponse>;

export const policiesResponse = z.object({ items: z.array(policyResponse) });

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/ */
export const accessResponse = z.object({ status: z.object({ allowed: z.boolean() }) });

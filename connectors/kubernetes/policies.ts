import type { NetworkPolicy } from "./schema";

/** Of no other product, and not what a workload selects its pods by. */
export const quarantineLabel = "soar-quarantine";

/** Lets nothing in and nothing out of one pod; gone with the pod, whose property it is. */
export const denyAll = (
  policy: string,
  pod: { name: string; uid: string },
  mark: string,
): object => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: {
    name: policy,
    annotations: { "soar/mark": mark },
    ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: pod.name, uid: pod.uid }],
  },
  spec: {
    podSelector: { matchLabels: { [quarantineLabel]: policy } },
    policyTypes: ["Ingress", "Egress"],
  },
});

/** Whether a policy still does what ours does. */
export function isDenyAll({ metadata: { name }, spec }: NetworkPolicy): boolean {
  const { podSelector, policyTypes, ingress, egress } = spec;
  const { matchLabels, matchExpressions } = podSelector ?? {};
  return (
    Object.keys(matchLabels ?? {}).length === 1 &&
    matchLabels?.[quarantineLabel] === name &&
    (matchExpressions ?? []).length === 0 &&
    ["Ingress", "Egress"].every((type) => policyTypes?.includes(type)) &&
    [...(ingress ?? []), ...(egress ?? [])].length === 0
  );
}

type Labels = Readonly<Record<string, string>>;

/** Names of policies that let something in or out of a pod: policies add up, and none can forbid what another allows. */
export const allowing = (policies: readonly NetworkPolicy[], labels: Labels): string[] =>
  policies
    .filter(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])].length > 0)
    .filter((policy) => selects(policy, labels))
    .map(({ metadata }) => metadata.name);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
function selects({ spec: { podSelector } }: NetworkPolicy, labels: Labels): boolean {
  const { matchLabels, matchExpressions } = podSelector ?? {};
  const hasLabels = Object.entries(matchLabels ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  return (
    hasLabels &&
    (matchExpressions ?? []).every(({ key, operator, values }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      const isIn = value !== undefined && (values ?? []).includes(value);
      // What is not known may select it.
      return operator === "In" ? isIn : operator !== "NotIn" || !isIn;
    })
  );
}

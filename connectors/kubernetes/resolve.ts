import { cleanLine } from "../../domain/clean-text";
import type { Claim, Resolution } from "../../domain/containment";
import type { Cluster } from "./client";
import { parsePodName, targetIdOf } from "./pod-id";
import { allowing } from "./policies";

const ofTheCluster = new Set([
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "gatekeeper-system",
]);

/** The pod that a claim means, where a policy of ours would isolate it whole. */
export async function resolvePod(
  open: () => Cluster,
  claim: Claim,
  cluster: string | undefined,
): Promise<Resolution> {
  const isPod = claim.kind === "resource" && claim.resource.kind === "CloudResource";
  const resource = isPod && "platform" in claim.resource ? claim.resource : undefined;
  if (resource?.platform !== "kubernetes") return { question: "Only pods of Kubernetes are here" };
  const pod = parsePodName(resource.id);
  const label = `"${cleanLine(resource.label, 120)}"`;
  if (!pod) return { question: `${label} is not named as one pod in one namespace: which is it?` };
  if (pod.cluster.toLowerCase() !== cluster?.toLowerCase()) {
    return {
      question: `${label} is in another cluster than KUBERNETES_CLUSTER names: is it there?`,
    };
  }
  const { namespace, name } = pod;
  if (ofTheCluster.has(namespace)) {
    return { question: `${label} is a part of the cluster itself: what is to be done with it?` };
  }
  const found = await open().pod(pod);
  if (!found) return { question: `${label} is not there any more: was it replaced, and by which?` };
  if (found.spec.hostNetwork) {
    return {
      question: `${label} uses its node's network, where no policy reaches it: is the node to be cut off?`,
    };
  }
  const others = allowing(await open().policies(namespace), found.metadata.labels ?? {});
  if (others.length > 0) {
    return {
      question: `${label} is let through by ${cleanLine(others.slice(0, 3).join(", "), 200)}, and no policy can forbid what another allows: change that first?`,
    };
  }
  const path = `${namespace}/${name}`;
  return {
    found: {
      id: targetIdOf(pod, found.metadata.uid),
      label: path,
      names: [resource.id, path, name, namespace],
      addresses: (found.status?.podIPs ?? []).map(({ ip }) => ip),
    },
  };
}

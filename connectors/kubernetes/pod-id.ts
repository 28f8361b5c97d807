import { createHash } from "node:crypto";

/** A pod by its name in a cluster; `uid` tells it from a later one of the same name. */
export interface PodName {
  cluster: string;
  namespace: string;
  name: string;
}

// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const pattern = new RegExp(`^(.{1,500})/(${label})/pods/(${label}(?:\\.${label})*)$`);
const withUid = /^(.*)@([0-9a-f-]{36})$/;

/** The parts of `<cluster>/<namespace>/pods/<name>`; undefined when it is anything else. */
export function parsePodName(id: string): PodName | undefined {
  const [, cluster, namespace, name] = pattern.exec(id) ?? [];
  if (!cluster || !namespace || !name || name.length > 253) return undefined;
  return { cluster, namespace, name };
}

/** The same with the pod's uid, as targets are called. */
export function parseTargetId(id: string): (PodName & { uid: string }) | undefined {
  const [, name, uid] = withUid.exec(id) ?? [];
  const pod = parsePodName(name ?? "");
  return pod && uid ? { ...pod, uid } : undefined;
}

export const targetIdOf = ({ cluster, namespace, name }: PodName, uid: string): string =>
  `${cluster}/${namespace}/pods/${name}@${uid}`;

/** How a pod's policy is called, and the value of the label that it selects: the same at each try. */
export const policyNameOf = (targetId: string): string =>
  `soar-${createHash("sha256").update(`isolate-pod ${targetId}`).digest("hex").slice(0, 12)}`;

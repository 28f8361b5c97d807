import { randomUUID } from "node:crypto";
import type { SimulatedRequest } from "../simulator";

export interface Meta {
  name: string;
  namespace: string;
  uid: string;
  resourceVersion: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { kind: string; name: string; uid: string }[];
}

export interface Pod {
  apiVersion: "v1";
  kind: "Pod";
  metadata: Meta;
  spec: { hostNetwork?: boolean; containers: { name: string; image: string }[] };
  status: { phase: string; podIPs: { ip: string }[] };
}

export interface Policy {
  apiVersion: "networking.k8s.io/v1";
  kind: "NetworkPolicy";
  metadata: Meta;
  spec: Record<string, unknown>;
}

/** A pod as a scene names it. */
export interface ScenePod {
  namespace: string;
  name: string;
  uid?: string;
  labels?: Record<string, string>;
  hostNetwork?: boolean;
}

export const publishedPods: readonly ScenePod[] = [
  {
    namespace: "shop",
    name: "web-7d4b9c6f5-x2x9k",
    uid: "0c5d9f52-6c0f-4a55-9d8b-6b6a9d1f4a01",
    labels: { app: "web", "pod-template-hash": "7d4b9c6f5" },
  },
  {
    namespace: "shop",
    name: "db-0",
    uid: "0c5d9f52-6c0f-4a55-9d8b-6b6a9d1f4a02",
    labels: { app: "db" },
  },
];

/** Where a table has it. */
export const keyOf = (namespace = "", name = ""): string => `${namespace}/${name}`;

export const keyIn = ({ params }: SimulatedRequest): string =>
  keyOf(params["namespace"], params["name"]);

/** A pod that runs. */
export function podOf(
  { namespace, name, uid = randomUUID(), labels, hostNetwork }: ScenePod,
  ip: string,
  resourceVersion: string,
): Pod {
  const image = `shop.azurecr.io/${name.split("-", 1)[0]}:1`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, uid, resourceVersion, ...(labels && { labels }) },
    spec: { containers: [{ name: "main", image }], ...(hostNetwork && { hostNetwork }) },
    status: { phase: "Running", podIPs: [{ ip }] },
  };
}

import { type Tokens, bearerFor } from "../credentials";
import { ConnectorError, ifNotFound, notConfigured } from "../connector-error";
import { createHttp } from "../http";
import type { PodName } from "./pod-id";
import { quarantineLabel } from "./policies";
import {
  type NetworkPolicy,
  type Pod,
  accessResponse,
  podResponse,
  policiesResponse,
  policyResponse,
} from "./schema";

export const vendor = "kubernetes";

/** The application of the API servers of AKS: https://learn.microsoft.com/azure/aks/kubelogin-authentication */
const aksServer = "6dae42f8-4368-4678-94ff-3960e28e3630";

const advice = {
  401: "the cluster must take tokens of Entra ID",
  403: "give the app's managed identity a role in the namespace with get and patch of pods, and get, list, create and delete of networkpolicies; Azure Kubernetes Service RBAC Writer has them",
};

export interface ClusterSettings {
  url: string | undefined;
  caFile: string | undefined;
}

export type Cluster = ReturnType<typeof openCluster>;

const podAt = ({ namespace, name }: PodName) => `/api/v1/namespaces/${namespace}/pods/${name}`;
const policiesIn = (namespace: string) =>
  `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;

/** The API of one cluster, as far as it takes to isolate a pod. */
export function openCluster({ url, caFile }: ClusterSettings, tokens: Tokens) {
  const http = () => {
    if (url === undefined) throw notConfigured(vendor, "KUBERNETES_URL");
    const options = { vendor, baseUrl: url, rateLimitSeconds: 5, advice };
    return createHttp({ ...options, ...bearerFor(tokens, aksServer), caFile });
  };
  return {
    /** Null where there is none of this name. */
    pod: (pod: PodName): Promise<Pod | null> =>
      http()
        .read<Pod | null>(podResponse, { method: "GET", path: podAt(pod) })
        .catch(ifNotFound(null)),

    policies: async (namespace: string): Promise<NetworkPolicy[]> => {
      const request = { method: "GET" as const, path: policiesIn(namespace) };
      return (await http().read(policiesResponse, request)).items;
    },

    policy: (namespace: string, name: string): Promise<NetworkPolicy | null> =>
      http()
        .read<NetworkPolicy | null>(policyResponse, {
          method: "GET",
          path: `${policiesIn(namespace)}/${name}`,
        })
        .catch(ifNotFound(null)),

    createPolicy: (namespace: string, body: object): Promise<NetworkPolicy> =>
      http().write(policyResponse, { method: "POST", path: policiesIn(namespace), body }),

    /** Of this one only: not of another that somebody made under its name. */
    deletePolicy: (namespace: string, { metadata: { name, uid } }: NetworkPolicy): Promise<void> =>
      http().send({
        method: "DELETE",
        path: `${policiesIn(namespace)}/${name}`,
        body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid } },
      }),

    /** One label, or its end, of the pod as it was read: the API refuses it (409) when it changed since. */
    label: (pod: PodName, { metadata }: Pod, value: string | null): Promise<Pod> => {
      const { uid, resourceVersion } = metadata;
      const labels = { [quarantineLabel]: value };
      return http().write(podResponse, {
        method: "PATCH",
        path: podAt(pod),
        headers: { "Content-Type": "application/merge-patch+json" },
        body: { metadata: { uid, resourceVersion, labels } },
      });
    },

    /** Whether the app may do something in every namespace; asking changes nothing. */
    may: async (verb: string, group: string, resource: string): Promise<boolean> => {
      const { status } = await http().read(accessResponse, {
        method: "POST",
        path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        body: {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectAccessReview",
          spec: { resourceAttributes: { verb, group, resource } },
        },
      });
      return status.allowed;
    },
  };
}

/** Whether somebody else changed it in between. */
export const isConflict = (error: unknown): boolean =>
  error instanceof ConnectorError && error.status === 409;

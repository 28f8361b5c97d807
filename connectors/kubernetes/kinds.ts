import type { KindOfContainment } from "../../domain/kind-of-containment";

const inNamespaces = (name: string) => ({
  of: "Kubernetes",
  name,
  on: "the namespaces whose pods may be isolated",
});

export const kinds = {
  "isolate-pod": {
    verb: "Isolate",
    undoVerb: "Release",
    takes: "resource",
    vendor: "kubernetes",
    permissions: [
      inNamespaces("get pods"),
      inNamespaces("patch pods"),
      inNamespaces("list networkpolicies.networking.k8s.io"),
      inNamespaces("get networkpolicies.networking.k8s.io"),
      inNamespaces("create networkpolicies.networking.k8s.io"),
      inNamespaces("delete networkpolicies.networking.k8s.io"),
    ],
    effect:
      "within seconds, where the cluster has an engine for network policies; connections that are open may live on",
  },
} as const satisfies Record<string, KindOfContainment>;

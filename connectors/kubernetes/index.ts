import { z } from "zod";
import { provider } from "../provider";
import { address, optional } from "../setting-values";
import { openCluster, vendor } from "./client";
import { isolatePod } from "./isolate-pod";

export const kubernetes = provider({
  name: vendor,
  title: "Kubernetes",
  settings: z.object({
    KUBERNETES_URL: optional(address),
    KUBERNETES_CLUSTER: optional(z.string()),
    KUBERNETES_CA_FILE: optional(z.string()),
  }),
  local: {
    KUBERNETES_URL: "{simulators}/kubernetes",
    KUBERNETES_CLUSTER:
      "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop",
  },
  scope: ({ KUBERNETES_CLUSTER: cluster }) => cluster?.toLowerCase() ?? "",
  open(settings, { tokens }) {
    const { KUBERNETES_URL: url, KUBERNETES_CLUSTER: cluster } = settings;
    const opened = openCluster({ url, caFile: settings.KUBERNETES_CA_FILE }, tokens);
    const missing = (["KUBERNETES_URL", "KUBERNETES_CLUSTER"] as const).find(
      (name) => settings[name] === undefined,
    );
    return {
      containments: { "isolate-pod": isolatePod(() => opened, cluster) },
      /** Asks what it may do; a role in single namespaces does not show here. */
      async check() {
        const label = await opened.may("patch", "", "pods");
        const policy = await opened.may("create", "networking.k8s.io", "networkpolicies");
        return label && policy
          ? "pods of every namespace can be isolated"
          : "the API answers; pods can be isolated at most in namespaces with a role of their own";
      },
      ...(missing !== undefined && { off: `${missing} is not set` }),
    };
  },
});

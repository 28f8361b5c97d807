import type { Claim } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface Thing {
  metadata: { namespace: string; name: string; uid: string; labels?: Record<string, string> };
}
interface Cluster {
  pods: Thing[];
  policies: Thing[];
}

const cluster =
  "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop";
const name = "web-7d4b9c6f5-x2x9k";
const claim: Claim = {
  kind: "resource",
  resource: {
    kind: "CloudResource",
    platform: "kubernetes",
    label: `shop/${name}`,
    id: `${cluster}/shop/pods/${name}`,
  },
};
const clusterIn = (vendors: RunningSimulators): Cluster => vendors.state("kubernetes") as Cluster;

export const cases: ContainmentCase[] = [
  {
    kind: "isolate-pod",
    simulator: "kubernetes",
    isWrite: ({ method }) => ["POST", "PATCH", "DELETE"].includes(method),
    claim,
    state(vendors) {
      const { pods, policies } = clusterIn(vendors);
      return [...pods, ...policies].map((thing) => ({
        ...thing,
        metadata: { ...thing.metadata, resourceVersion: "" },
      }));
    },
    meddling: {
      outcome: "kept",
      by(vendors) {
        const pods = clusterIn(vendors).pods.map(({ metadata }) => ({
          ...metadata,
          labels: { ...metadata.labels, owner: "team-shop" },
        }));
        vendors.scene("kubernetes", { pods });
      },
      isKept: (vendors) =>
        clusterIn(vendors).pods.every(({ metadata }) => metadata.labels?.["owner"] === "team-shop"),
    },
    protectedBy: { resources: [`shop/${name}`, "shop", `${cluster}/shop/pods/*`] },
  },
];

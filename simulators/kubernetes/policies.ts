import { randomUUID } from "node:crypto";
import {
  type Answer,
  type Handler,
  type SimulatedRequest,
  type Table,
  isRecord,
} from "../simulator";
import { type Meta, type Policy, keyIn, keyOf } from "./objects";
import { conflict, notFound, status } from "./status";

export const ofPolicies = "networkpolicies.networking.k8s.io";

/** Network policies: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export function policyApi(policyTable: Table<Policy>, nextVersion: () => string) {
  function createPolicy({ json, params }: SimulatedRequest): Answer {
    const { metadata, spec } = (isRecord(json) ? json : {}) as Partial<Policy>;
    if (!metadata?.name || !isRecord(spec?.["podSelector"])) {
      return status(422, "Invalid", `NetworkPolicy.networking.k8s.io is invalid`);
    }
    const namespace = params["namespace"]!;
    const key = keyOf(namespace, metadata.name);
    if (policyTable.get(key)) {
      return status(409, "AlreadyExists", `${ofPolicies} "${metadata.name}" already exists`);
    }
    const made = policyOf({ ...metadata, namespace }, spec);
    policyTable.set(key, made);
    return { status: 201, body: made };
  }

  const policyOf = (
    metadata: Pick<Meta, "name" | "namespace"> & Partial<Meta>,
    spec: Record<string, unknown>,
  ): Policy => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { ...metadata, uid: randomUUID(), resourceVersion: nextVersion() },
    spec,
  });

  function deletePolicy(request: SimulatedRequest): Answer {
    const name = request.params["name"]!;
    const found = policyTable.get(keyIn(request));
    if (!found) return notFound(ofPolicies, name);
    const { preconditions } = (request.json ?? {}) as { preconditions?: { uid?: string } };
    if (preconditions?.uid !== undefined && preconditions.uid !== found.metadata.uid) {
      const why = `Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${found.metadata.uid}`;
      return conflict(ofPolicies, name, why);
    }
    policyTable.delete(keyIn(request));
    return { body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" } };
  }

  const listPolicies = ({ params }: SimulatedRequest): Answer => ({
    body: {
      kind: "NetworkPolicyList",
      apiVersion: "networking.k8s.io/v1",
      items: policyTable
        .rows()
        .filter(({ metadata }) => metadata.namespace === params["namespace"]),
    },
  });

  const getPolicy: Handler = (request) => {
    const policy = policyTable.get(keyIn(request));
    return policy ? { body: policy } : notFound(ofPolicies, request.params["name"]!);
  };

  return { createPolicy, deletePolicy, getPolicy, listPolicies, policyOf };
}

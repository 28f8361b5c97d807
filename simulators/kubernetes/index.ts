import { randomUUID } from "node:crypto";
import { isFor, readToken } from "../managed-identity/token";
import {
  type Answer,
  type Handler,
  type SimulatedRequest,
  type SimulatorFactory,
  isRecord,
} from "../simulator";
import { type Meta, type Pod, type Policy, type ScenePod, publishedPods } from "./objects";
import { type Settings, parseScene, usual } from "./scene";
import { conflict, modified, notFound, status } from "./status";

const audience = "6dae42f8-4368-4678-94ff-3960e28e3630";
const ofPolicies = "networkpolicies.networking.k8s.io";
const pods = "/api/v1/namespaces/{namespace}/pods";
const policies = "/apis/networking.k8s.io/v1/namespaces/{namespace}/networkpolicies";
const mergePatch = "application/merge-patch+json";

const keyOf = (namespace = "", name = ""): string => `${namespace}/${name}`;

/** The API server of one AKS cluster with Entra ID: https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export const kubernetes: SimulatorFactory = (world) => {
  const settingsTable = world.table<Settings>("settings");
  const podTable = world.table<Pod>("pods");
  const policyTable = world.table<Policy>("policies");
  const versions = world.table<number>("versions");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;
  const keyIn = ({ params }: SimulatedRequest): string =>
    keyOf(params["namespace"], params["name"]);

  function nextVersion(): string {
    const next = (versions.get("last") ?? 1_000) + 1;
    versions.set("last", next);
    return String(next);
  }

  function setPods(all: readonly ScenePod[]): void {
    podTable.clear();
    for (const { namespace, name, uid = randomUUID(), labels, hostNetwork } of all) {
      const metadata = { name, namespace, uid, resourceVersion: nextVersion() };
      podTable.set(keyOf(namespace, name), {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { ...metadata, ...(labels && { labels }) },
        spec: {
          containers: [{ name: "main", image: `shop.azurecr.io/${name.split("-", 1)[0]}:1` }],
          ...(hostNetwork && { hostNetwork }),
        },
        status: { phase: "Running", podIPs: [{ ip: `10.244.0.${podTable.size() + 10}` }] },
      });
    }
    // The garbage collector: what belongs to nobody any more goes.
    const there = new Set(podTable.rows().map(({ metadata }) => metadata.uid));
    for (const { metadata } of policyTable.rows()) {
      const owners = metadata.ownerReferences ?? [];
      if (owners.length > 0 && !owners.some(({ uid }) => there.has(uid))) {
        policyTable.delete(keyOf(metadata.namespace, metadata.name));
      }
    }
  }
  if (versions.size() === 0) setPods(publishedPods);

  /** Puts the API server's front door before an operation. */
  const allowed =
    (verb: string, resource: string, act: Handler): Handler =>
    (request) => {
      const reading = readToken(request);
      const isKnown =
        "claims" in reading &&
        isFor(reading.claims, audience) &&
        reading.claims.exp * 1000 > world.now();
      if (!isKnown) return status(401, "Unauthorized", "Unauthorized");
      if (may(verb)) return act(request);
      const { namespace, name = "" } = request.params;
      const message = `${resource} "${name}" is forbidden: User "${reading.claims.oid}" cannot ${verb} resource "${resource.split(".", 1)[0]}" in API group "${resource.split(".").slice(1).join(".")}" in the namespace "${namespace}"`;
      return status(403, "Forbidden", message);
    };
  const may = (verb: string): boolean => {
    const { rights } = settings();
    return rights === "all" || (rights === "read" && ["get", "list"].includes(verb));
  };

  function patchPod(request: SimulatedRequest): Answer {
    const { json, headers, params } = request;
    if (headers["content-type"] !== mergePatch) {
      const message = `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, ${mergePatch}, application/apply-patch+yaml`;
      return status(415, "UnsupportedMediaType", message);
    }
    const name = params["name"]!;
    meddle(keyIn(request));
    const pod = podTable.get(keyIn(request));
    if (!pod) return notFound("pods", name);
    const sent = isRecord(json) && isRecord(json.metadata) ? json.metadata : {};
    if (sent.uid !== undefined && sent.uid !== pod.metadata.uid) {
      return conflict(
        "pods",
        name,
        `Precondition failed: UID in precondition: ${JSON.stringify(sent.uid)}`,
      );
    }
    const { resourceVersion } = pod.metadata;
    if (sent.resourceVersion !== undefined && sent.resourceVersion !== resourceVersion) {
      return conflict("pods", name, modified);
    }
    const labels = { ...pod.metadata.labels };
    for (const [key, value] of Object.entries((sent.labels ?? {}) as object)) {
      if (value === null) delete labels[key];
      else labels[key] = value as string;
    }
    const next = { ...pod, metadata: { ...pod.metadata, labels, resourceVersion: nextVersion() } };
    podTable.set(keyIn(request), next);
    return { body: next };
  }

  /** The kubelet reports something, which makes another version. */
  function meddle(key: string): void {
    const { changesBefore } = settings();
    const pod = podTable.get(key);
    if (changesBefore === 0 || !pod) return;
    settingsTable.set("settings", { ...settings(), changesBefore: changesBefore - 1 });
    podTable.set(key, { ...pod, metadata: { ...pod.metadata, resourceVersion: nextVersion() } });
  }

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

  function review({ json }: SimulatedRequest): Answer {
    const { spec } = json as { spec: { resourceAttributes: { verb: string } } };
    const isAllowed = may(spec.resourceAttributes.verb);
    return { status: 201, body: { ...(json as object), status: { allowed: isAllowed } } };
  }

  return {
    name: "kubernetes",
    routes: {
      [`GET ${pods}/{name}`]: allowed("get", "pods", (request) => {
        const pod = podTable.get(keyIn(request));
        return pod ? { body: pod } : notFound("pods", request.params["name"]!);
      }),
      [`PATCH ${pods}/{name}`]: allowed("patch", "pods", patchPod),
      [`GET ${policies}`]: allowed("list", ofPolicies, listPolicies),
      [`POST ${policies}`]: allowed("create", ofPolicies, createPolicy),
      [`GET ${policies}/{name}`]: allowed("get", ofPolicies, (request) => {
        const policy = policyTable.get(keyIn(request));
        return policy ? { body: policy } : notFound(ofPolicies, request.params["name"]!);
      }),
      [`DELETE ${policies}/{name}`]: allowed("delete", ofPolicies, deletePolicy),
      // Whoever is signed in may ask what they may do.
      "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews": (request) =>
        "claims" in readToken(request)
          ? review(request)
          : status(401, "Unauthorized", "Unauthorized"),
    },
    setScene(input) {
      const { pods: allPods, policies: allPolicies, ...changed } = parseScene(input);
      settingsTable.set("settings", { ...settings(), ...changed });
      if (allPolicies) {
        policyTable.clear();
        for (const { namespace, name, spec } of allPolicies) {
          policyTable.set(keyOf(namespace, name), policyOf({ namespace, name }, spec));
        }
      }
      if (allPods) setPods(allPods);
    },
    state: () => ({ ...settings(), pods: podTable.rows(), policies: policyTable.rows() }),
  };
};

import { isFor, readToken } from "../managed-identity/token";
import {
  type Answer,
  type Handler,
  type SimulatedRequest,
  type SimulatorFactory,
  isRecord,
} from "../simulator";
import {
  type Pod,
  type Policy,
  type ScenePod,
  keyIn,
  keyOf,
  podOf,
  publishedPods,
} from "./objects";
import { ofPolicies, policyApi } from "./policies";
import { type Settings, parseScene, usual } from "./scene";
import { conflict, modified, notFound, status } from "./status";

const audience = "6dae42f8-4368-4678-94ff-3960e28e3630";
const pods = "/api/v1/namespaces/{namespace}/pods";
const policies = "/apis/networking.k8s.io/v1/namespaces/{namespace}/networkpolicies";
const mergePatch = "application/merge-patch+json";

/** The API server of one AKS cluster with Entra ID: https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export const kubernetes: SimulatorFactory = (world) => {
  const settingsTable = world.table<Settings>("settings");
  const podTable = world.table<Pod>("pods");
  const policyTable = world.table<Policy>("policies");
  const versions = world.table<number>("versions");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;
  function nextVersion(): string {
    const next = (versions.get("last") ?? 1_000) + 1;
    versions.set("last", next);
    return String(next);
  }

  const { createPolicy, deletePolicy, getPolicy, listPolicies, policyOf } = policyApi(
    policyTable,
    nextVersion,
  );

  function setPods(all: readonly ScenePod[]): void {
    podTable.clear();
    for (const pod of all) {
      const made = podOf(pod, `10.244.0.${podTable.size() + 10}`, nextVersion());
      podTable.set(keyOf(pod.namespace, pod.name), made);
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
    for (const [key, value] of Object.entries(sent.labels ?? {})) {
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
      [`GET ${policies}/{name}`]: allowed("get", ofPolicies, getPolicy),
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

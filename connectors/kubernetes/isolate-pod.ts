import type { ContainmentMethod } from "../../domain/containing";
import { ConnectorError } from "../connector-error";
import { type Cluster, isConflict, vendor } from "./client";
import { parseTargetId, policyNameOf } from "./pod-id";
import { allowing, denyAll, isDenyAll, quarantineLabel } from "./policies";
import { resolvePod } from "./resolve";
import type { Pod } from "./schema";

const tries = 5;

/**
 * A pod with a label of its own, and a policy that lets nothing in or out of what has that label. The policy
 * is made first and taken away first; `state` is the label, which is the last thing done both ways. It goes on
 * running, so that it can be looked at. https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function isolatePod(open: () => Cluster, cluster: string | undefined): ContainmentMethod {
  /** Null when the pod is gone, also where another has its name now. */
  async function podOf(id: string): Promise<Pod | null> {
    const found = await open().pod(partsOf(id));
    return found?.metadata.uid === partsOf(id).uid ? found : null;
  }

  function partsOf(id: string) {
    const parts = parseTargetId(id);
    if (!parts) throw permanent(`"${id}" is not the id of a pod`);
    if (parts.cluster.toLowerCase() === cluster?.toLowerCase()) return parts;
    throw permanent(`KUBERNETES_CLUSTER does not name ${parts.cluster}: nothing was changed`);
  }

  async function setLabel(id: string, from: string | undefined, to: string | null): Promise<void> {
    for (let tried = 0; tried < tries; tried += 1) {
      const pod = await podOf(id);
      if (!pod) return to === null ? undefined : gone(id);
      const now = labelOf(pod);
      if (now === (to ?? undefined)) return;
      if (now !== from) throw permanent(`Somebody else set the label ${quarantineLabel} of ${id}`);
      try {
        await open().label(partsOf(id), pod, to);
        return;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }
    const message = `${id} was changed by somebody else ${tries} times in a row`;
    throw new ConnectorError(vendor, "transient", message);
  }

  return {
    resolve: (claim) => resolvePod(open, claim, cluster),
    async look({ id }) {
      const pod = await podOf(id);
      const label = (pod && labelOf(pod)) ?? null;
      const state = { label };
      if (label !== policyNameOf(id)) return { state, effect: "none" };
      const policy = await open().policy(partsOf(id).namespace, policyNameOf(id));
      return { state, effect: policy && isDenyAll(policy) ? "in-effect" : "none" };
    },
    async act({ id }, { text }) {
      const { namespace, name, uid } = partsOf(id);
      const policy = policyNameOf(id);
      const pod = (await podOf(id)) ?? gone(id);
      const others = allowing(await open().policies(namespace), pod.metadata.labels ?? {});
      if (others.length > 0) {
        throw permanent(`${others[0]} lets ${id} through: change that first, policies only add up`);
      }
      const found = await open().policy(namespace, policy);
      if (found && !isDenyAll(found))
        throw permanent(`Somebody else changed ${policy}: look at it`);
      if (!found) await create(namespace, denyAll(policy, { name, uid }, text));
      await setLabel(id, undefined, policy);
    },
    async undo({ id }) {
      const { namespace } = partsOf(id);
      const name = policyNameOf(id);
      const policy = await open().policy(namespace, name);
      if (policy && !isDenyAll(policy))
        throw permanent(`Somebody else changed ${name}: look at it`);
      if (policy) await open().deletePolicy(namespace, policy);
      await setLabel(id, name, null);
    },
  };

  /** Made by an earlier try whose answer was lost, it is there already. */
  async function create(namespace: string, policy: object): Promise<void> {
    await open()
      .createPolicy(namespace, policy)
      .catch((error: unknown) => {
        if (!isConflict(error)) throw error;
      });
  }
}

const labelOf = ({ metadata }: Pod): string | undefined => metadata.labels?.[quarantineLabel];

const permanent = (message: string): ConnectorError =>
  new ConnectorError(vendor, "permanent", message);

function gone(id: string): never {
  throw new ConnectorError(vendor, "not-found", `${id} is not there any more`);
}

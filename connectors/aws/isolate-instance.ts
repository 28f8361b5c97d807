import type { ContainmentMethod, Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { ConnectorError, notConfigured } from "../connector-error";
import { type Aws, vendor } from "./client";
import type { Instance } from "./ec2-schema";
import { type Place, readInstance, resolveInstance } from "./instance";
import {
  type Groups,
  groupsOf,
  interfacesIn,
  isSame,
  restoringIn,
  restoringTag,
} from "./interfaces";
import { isolationGroup } from "./isolation-group";
import { listParameters } from "./protocol";
import { keepSnapshots } from "./snapshots";

/**
 * Takes snapshots of an instance's volumes and gives all of its network interfaces one security group that lets
 * nothing through; the undo gives them back the groups that they had. EC2 has no etag for an interface: its
 * groups are read right before, and nothing else is sent.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html
 */
export function isolateInstance(
  aws: Aws,
  isolation: readonly string[] | undefined,
  place: () => Place,
): ContainmentMethod {
  function named(): readonly string[] {
    if (!isolation) throw notConfigured(vendor, "AWS_ISOLATION_GROUPS");
    return isolation;
  }

  async function read({ id }: Target, mark: Mark): Promise<Instance> {
    const found = await readInstance(aws, id, mark);
    if (found) return found;
    throw new ConnectorError(vendor, "permanent", `The instance ${id} is no longer there`);
  }

  const give = (NetworkInterfaceId: string, groups: readonly string[], mark: Mark) =>
    aws("ec2", mark).send("ModifyNetworkInterfaceAttribute", {
      NetworkInterfaceId,
      ...listParameters("SecurityGroupId", groups),
    });

  const tag = (operation: "CreateTags" | "DeleteTags", { id }: Target, Value: string, mark: Mark) =>
    aws("ec2", mark).send(operation, {
      "ResourceId.1": id,
      "Tag.1.Key": restoringTag,
      "Tag.1.Value": Value,
    });

  const isIsolated = ([group, ...more]: string[]): boolean =>
    group !== undefined && more.length === 0 && named().includes(group);

  return {
    async resolve(claim) {
      const found = await resolveInstance(aws, claim, place());
      if ("question" in found || "absent" in found) return found;
      const group = await isolationGroup(aws, named(), found.instance);
      return group.id === undefined ? group : { found: found.target };
    },

    async look(target, mark) {
      const instance = await read(target, mark);
      const restoring = restoringIn(instance);
      const interfaces = groupsOf(instance);
      const all = Object.values(interfaces);
      const isOff = restoring === undefined && all.length > 0 && all.every(isIsolated);
      const shown = Object.keys(interfaces).map((id) => [
        id,
        restoring === undefined ? interfaces[id]! : [restoring],
      ]);
      return {
        state: { interfaces: Object.fromEntries(shown) as Groups },
        effect: isOff ? "in-effect" : "none",
      };
    },

    async act(target, mark) {
      const instance = await read(target, mark);
      const group = await isolationGroup(aws, named(), instance, mark);
      if (group.id === undefined) throw new ConnectorError(vendor, "permanent", group.question);
      await keepSnapshots(aws, instance, mark);
      for (const [id, groups] of Object.entries(groupsOf(instance))) {
        if (!isIsolated(groups)) await give(id, [group.id], mark);
      }
      const restoring = restoringIn(instance);
      if (restoring !== undefined) await tag("DeleteTags", target, restoring, mark);
    },

    async undo(target, before, mark) {
      const wanted = interfacesIn(before);
      const instance = await read(target, mark);
      const now = groupsOf(instance);
      const missing = Object.keys(wanted).filter((id) => !isSame(now[id], wanted[id]));
      const others = missing.find((id) => !now[id] || !isIsolated(now[id]));
      if (others !== undefined) throw another(target, others);
      let restoring = restoringIn(instance);
      if (missing.length > 1 && restoring === undefined) {
        [restoring] = now[missing[0]!]!;
        await tag("CreateTags", target, restoring!, mark);
      }
      for (const id of missing) await give(id, wanted[id]!, mark);
      if (restoring !== undefined) await tag("DeleteTags", target, restoring, mark);
    },
  };
}

const another = ({ id }: Target, networkInterface: string): ConnectorError =>
  new ConnectorError(
    vendor,
    "permanent",
    `The groups of ${id} were left: somebody else changed those of ${networkInterface} since`,
  );

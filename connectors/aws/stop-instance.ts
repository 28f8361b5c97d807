import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod, Look, Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { Json } from "../../domain/json";
import { ConnectorError } from "../connector-error";
import { type Aws, vendor } from "./client";
import type { Instance } from "./ec2-schema";
import { type Place, readInstance, resolveInstance } from "./instance";

const effects: Readonly<Record<string, Look["effect"]>> = {
  stopping: "under-way",
  stopped: "in-effect",
  pending: "ending",
};

/** What is on its way counts as where it leads. */
const settled: Readonly<Record<string, string>> = { stopping: "stopped", pending: "running" };

/**
 * Stops an instance, and starts it again: for one whose network must not be touched. Only one that ran is started.
 * Where a stop would destroy or change something that no start brings back, a human is asked.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html
 */
export function stopInstance(aws: Aws, place: () => Place): ContainmentMethod {
  async function powerOf({ id }: Target, mark?: Mark): Promise<string> {
    const found = await readInstance(aws, id, mark);
    if (found) return found.instanceState.name;
    throw new ConnectorError(vendor, "permanent", `The instance ${id} is no longer there`);
  }

  return {
    async resolve(claim) {
      const found = await resolveInstance(aws, claim, place());
      if ("question" in found || "absent" in found) return found;
      const question = lossOf(found.instance);
      return question === undefined ? { found: found.target } : { question };
    },

    async look(target, mark) {
      const power = await powerOf(target, mark);
      return { state: { power: settled[power] ?? power }, effect: effects[power] ?? "none" };
    },

    async act({ id }, mark) {
      await aws("ec2", mark).send("StopInstances", { "InstanceId.1": id });
    },

    async undo(target, before, mark) {
      if (powerIn(before) !== "running") {
        const message = `${target.label} did not run before, so it was not started`;
        throw new ConnectorError(vendor, "permanent", message);
      }
      const power = await powerOf(target, mark);
      if (power === "stopping") {
        const message = `${target.label} is still being stopped: it is started after that`;
        throw new ConnectorError(vendor, "transient", message);
      }
      if (power === "stopped") {
        await aws("ec2", mark).send("StartInstances", { "InstanceId.1": target.id });
      }
    },
  };
}

const powerIn = (state: Json): unknown =>
  typeof state === "object" && state !== null && "power" in state ? state["power"] : undefined;

/** What a stop would take away for good, as a question; undefined when nothing. */
function lossOf(instance: Instance): string | undefined {
  const { instanceId, rootDeviceType, instanceLifecycle, networkInterfaceSet = [] } = instance;
  if (rootDeviceType !== undefined && rootDeviceType !== "ebs") {
    return `${instanceId} runs from a disk that a stop destroys: is it to be isolated instead?`;
  }
  if (instanceLifecycle !== undefined) {
    return `${instanceId} is a ${cleanLine(instanceLifecycle, 40)} instance, which a stop may end for good: is it to be isolated instead?`;
  }
  const borrowed = networkInterfaceSet.find(
    ({ association }) => association?.ipOwnerId === "amazon",
  );
  return borrowed === undefined
    ? undefined
    : `${instanceId} would lose its public address ${cleanLine(borrowed.association?.publicIp ?? "", 60)}, which is not an Elastic IP: is it to be isolated instead?`;
}

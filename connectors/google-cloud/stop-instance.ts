import type { ContainmentMethod, Look } from "../../domain/containing";
import type { Claim, Resolution } from "../../domain/containment";
import type { Json } from "../../domain/json";
import { ConnectorError } from "../connector-error";
import { type GoogleCloud, vendor } from "./client";
import { findInstance, instancePath, readInstance } from "./instance";
import { operationResponse } from "./schema";

/**
 * Shuts an instance down; its disks and what is on them stay. https://cloud.google.com/compute/docs/instances/stop-start-instance
 */
export function stopInstance(cloud: GoogleCloud): ContainmentMethod {
  const status = async (id: string): Promise<string> => (await readInstance(cloud, id)).status;

  async function turn(id: string, verb: "stop" | "start"): Promise<void> {
    await cloud.compute(`compute.instances.${verb}`).write(operationResponse, {
      method: "POST",
      path: `${instancePath(id)}/${verb}`,
      label: `instances/${verb}`,
    });
  }

  async function resolve(claim: Claim): Promise<Resolution> {
    const found = await findInstance(cloud, claim);
    if ("question" in found) return found;
    const { target, instance } = found;
    if (instance.disks.some(({ type }) => type === "SCRATCH")) {
      return {
        question: `${target.label} has a local SSD, which a stop would empty for ever: is it to be quarantined?`,
      };
    }
    if (["SUSPENDING", "SUSPENDED", "REPAIRING"].includes(instance.status)) {
      return {
        question: `${target.label} is ${instance.status.toLowerCase()}: look at it by hand`,
      };
    }
    return { found: target };
  }

  return {
    resolve,
    look: async ({ id }) => lookAt(await status(id)),
    async act({ id }) {
      if (lookAt(await status(id)).effect === "none") await turn(id, "stop");
    },
    async undo({ id, label }, before) {
      if (!wasRunning(before)) {
        const message = `${label} was not running before, so it was not started`;
        throw new ConnectorError(vendor, "permanent", message);
      }
      const now = lookAt(await status(id));
      if (now.effect === "under-way") {
        const message = `${label} is still stopping, so it cannot be started yet`;
        throw new ConnectorError(vendor, "rate-limited", message, { retryAfterSeconds: 15 });
      }
      if (now.effect === "in-effect") await turn(id, "start");
    },
  };
}

/** https://cloud.google.com/compute/docs/instances/instance-lifecycle */
function lookAt(status: string): Look {
  if (status === "TERMINATED" || status === "STOPPED") {
    return { state: { isRunning: false }, effect: "in-effect" };
  }
  if (status === "STOPPING" || status === "PENDING_STOP") {
    return { state: { isRunning: false }, effect: "under-way" };
  }
  if (status === "PROVISIONING" || status === "STAGING") {
    return { state: { isRunning: true }, effect: "ending" };
  }
  return { state: { isRunning: status === "RUNNING" }, effect: "none" };
}

const wasRunning = (before: Json): boolean =>
  typeof before === "object" &&
  before !== null &&
  !Array.isArray(before) &&
  before["isRunning"] === true;

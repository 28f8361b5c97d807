import type { ContainmentMethod, Look } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { Json } from "../../domain/json";
import { ConnectorError } from "../connector-error";
import { type Client, computeQuery, machineOf, vendor } from "./client";
import { resolveMachine } from "./resolve";
import type { Machine } from "./schema";

const effects: Readonly<Record<string, Look["effect"]>> = {
  running: "none",
  stopping: "none",
  stopped: "none",
  deallocating: "under-way",
  deallocated: "in-effect",
  starting: "ending",
};

/**
 * Stops a machine so that Azure frees what it runs on, and starts it again. Only a machine that ran is
 * started. One whose disk lives where it runs (ephemeral) would be destroyed: a human is asked.
 * https://learn.microsoft.com/rest/api/compute/virtual-machines/deallocate
 */
export function deallocation(client: Client): ContainmentMethod {
  const post = (target: Target, verb: "deallocate" | "start"): Promise<void> =>
    client.arm.send({
      method: "POST",
      path: `${machineOf(target).path}/${verb}`,
      label: `${verb} of virtual machine ${machineOf(target).name}`,
      query: computeQuery,
    });
  const powerOf = async (target: Target): Promise<string> =>
    powerIn(await client.machine(machineOf(target)), target);

  return {
    resolve: (claim) =>
      resolveMachine(client, claim, async ({ properties }, name) =>
        properties.storageProfile.osDisk.diffDiskSettings?.option
          ? `The OS disk of ${name} is ephemeral, and deallocating destroys it: is it to be quarantined instead?`
          : undefined,
      ),

    async look(target) {
      const power = await powerOf(target);
      return { state: { power: settled[power] ?? power }, effect: effects[power] ?? "none" };
    },

    act: (target) => post(target, "deallocate"),

    async undo(target, before: Json) {
      const wasRunning =
        typeof before === "object" &&
        before !== null &&
        "power" in before &&
        before["power"] === "running";
      if (!wasRunning) {
        throw new ConnectorError(
          vendor,
          "permanent",
          `${target.label} did not run before, so it was not started`,
        );
      }
      const power = await powerOf(target);
      if (power === "deallocated") return post(target, "start");
      if (power !== "deallocating") return;
      const message = `${target.label} is still being deallocated: it is started after that`;
      throw new ConnectorError(vendor, "transient", message);
    },
  };
}

/** What is on its way counts as where it leads. */
const settled: Readonly<Record<string, string>> = {
  deallocating: "deallocated",
  starting: "running",
  stopping: "stopped",
};

function powerIn({ properties: { instanceView } }: Machine, { label }: Target): string {
  const codes = instanceView?.statuses?.map(({ code }) => code ?? "") ?? [];
  const power = codes.map((code) => /^PowerState\/(\w+)$/i.exec(code)?.[1]).find(Boolean);
  if (power) return power.toLowerCase();
  const message = `Azure does not say whether ${label} runs: it is looked at again`;
  throw new ConnectorError(vendor, "transient", message);
}

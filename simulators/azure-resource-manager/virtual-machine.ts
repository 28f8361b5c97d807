import type { Answer, Routes, SimulatedRequest } from "../simulator";
import type { Arm } from "./arm";
import { notFound } from "./refusal";
import { type Resource, type ResourceType, bodyOf, provisioningOf } from "./resource";
import { pathOf, routesOf } from "./resources";

/** The power that a machine has, or had before the update that is under way. */
interface Power {
  from: string;
  to: string;
}

const onTheWay: Readonly<Record<string, string>> = {
  deallocated: "deallocating",
  running: "starting",
};

const powerOf = ({ power }: Resource): Power => {
  const { from = "running", to = "running" } = (power ?? {}) as Partial<Power>;
  return { from, to };
};

function powerNow(resource: Resource, now: number): string {
  const { from, to } = powerOf(resource);
  const state = provisioningOf(resource, now);
  if (state === "Updating" && from !== to) return onTheWay[to]!;
  return state === "Failed" ? from : to;
}

/** https://learn.microsoft.com/rest/api/compute/virtual-machines */
const virtualMachine: ResourceType = {
  type: "Microsoft.Compute/virtualMachines",
  versions: ["2024-07-01", "2024-11-01", "2025-04-01", "2025-11-01", "2026-03-01"],
  hasEtag: false,
  shown(resource, now, query) {
    const { power: _, ...body } = bodyOf(resource);
    const statuses = [
      { code: "ProvisioningState/succeeded", level: "Info" },
      { code: `PowerState/${powerNow(resource, now)}`, level: "Info" },
    ];
    const isExpanded = query?.get("$expand") === "instanceView";
    return {
      ...body,
      properties: { ...body.properties, ...(isExpanded && { instanceView: { statuses } }) },
    };
  },
};

/** Machines, which are read here, stopped and started. */
export function virtualMachines(arm: Arm): Routes {
  const path = pathOf(virtualMachine.type);

  const turning =
    (verb: "deallocate" | "start", to: string) =>
    (request: SimulatedRequest): Answer => {
      const id = request.path.split("/").slice(0, 9).join("/");
      const machine = arm.find(id);
      if (!machine) return notFound(virtualMachine.type, id);
      const refused = arm.refusalOf(virtualMachine, request, machine);
      if (refused) return refused;
      const from = powerNow(machine, arm.world.now());
      const saved = arm.save({ ...machine, power: { from, to } }, verb);
      const { "azure-asyncoperation": location = "", ...headers } = arm.following(saved);
      return { status: 202, headers: { "azure-asyncoperation": location, location, ...headers } };
    };

  const action = (verb: string): string => `${virtualMachine.type}/${verb}/action`;
  return {
    ...routesOf(arm, virtualMachine),
    [`POST ${path}/deallocate`]: arm.behind(
      virtualMachine,
      action("deallocate"),
      true,
      turning("deallocate", "deallocated"),
    ),
    [`POST ${path}/start`]: arm.behind(
      virtualMachine,
      action("start"),
      true,
      turning("start", "running"),
    ),
  };
}

import type { SimulatorFactory, Table } from "../simulator";
import { createArm, operations } from "./arm";
import { networkInterface } from "./network-interface";
import { permissions } from "./permissions";
import { published } from "./published";
import { type Resource, bodyOf, keyOf } from "./resource";
import { type SceneResources, type Settings, sceneOf, usual } from "./scene";
import { routesOf } from "./resources";
import { withRoles } from "./roles";
import { securityGroups } from "./security-group";
import { snapshot } from "./snapshot";
import { storageAccounts } from "./storage-account";
import { virtualMachines } from "./virtual-machine";
import { frontDoorPolicy, gatewayPolicy } from "./waf-policy";

/**
 * Azure Resource Manager in front of some resource providers: one host, one token, whose updates take their
 * time. https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export const azureResourceManager: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const resources: Table<Resource> = world.table("resources");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;
  const arm = createArm(world, resources, settings);

  function setResources(given: SceneResources): void {
    for (const [id, body] of Object.entries(given)) {
      const revision = (resources.get(keyOf(id))?.revision ?? 0) + 1;
      if (body === null) resources.delete(keyOf(id));
      else resources.set(keyOf(id), { ...body, id, revision });
    }
  }
  if (resources.size() === 0) setResources(published);

  return {
    name: "azure-resource-manager",
    routes: {
      ...securityGroups(arm),
      ...routesOf(arm, networkInterface),
      ...virtualMachines(arm),
      ...routesOf(arm, snapshot),
      ...storageAccounts(arm, resources),
      ...routesOf(arm, gatewayPolicy),
      ...routesOf(arm, frontDoorPolicy),
      ...permissions(arm, settings),
      "GET /subscriptions/{subscriptionId}/providers/Microsoft.Resources/operations/{operationId}":
        operations(arm, resources),
    },
    setScene(value) {
      const { resources: given = {}, roles = {}, ...changed } = sceneOf(value);
      const before = settings();
      const after = { ...before, ...changed, roles: withRoles(before.roles, roles) };
      settingsTable.set("settings", after);
      setResources(given);
    },
    state: () => ({
      ...settings(),
      resources: Object.fromEntries(resources.rows().map((row) => [row.id, bodyOf(row)])),
    }),
  };
};

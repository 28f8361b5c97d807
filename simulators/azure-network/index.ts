import { publishedGroup } from "./group";
import { armIpGroups } from "./ip-groups";
import type { SimulatorFactory, Table } from "../simulator";
import { type IpGroupRow, ipGroupAnswer, keyOf } from "./ip-group";
import { type SceneGroup, type Settings, sceneOf, usual } from "./scene";

/**
 * Microsoft.Network's part of Azure Resource Manager: IP groups, whose updates take their time.
 * https://learn.microsoft.com/rest/api/virtualnetwork/ip-groups
 */
export const azureNetwork: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const groups: Table<IpGroupRow> = world.table("ip-groups");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;

  function setGroup(given: SceneGroup): void {
    const key = keyOf(given.subscriptionId, given.resourceGroup, given.name);
    const kept: IpGroupRow = groups.get(key) ?? { ...publishedGroup, revision: 0 };
    const { update: _, ...before } = kept;
    groups.set(key, { ...before, ...given, revision: before.revision + 1 });
  }
  if (groups.size() === 0) setGroup(publishedGroup);

  return {
    name: "azure-network",
    routes: armIpGroups(world, groups, settings),
    setScene(value) {
      const { ipGroups = [], ...changed } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      ipGroups.forEach(setGroup);
    },
    state: () => ({
      ...settings(),
      ipGroups: groups.rows().map((row) => ipGroupAnswer(row, world.now())),
    }),
  };
};

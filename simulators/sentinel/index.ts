import type { SimulatorFactory, Table } from "../simulator";
import { armRoutes } from "./arm";
import { childResources } from "./children";
import { type CloudAlert, cloudAlerts } from "./cloud-alerts";
import { comments } from "./comments";
import { entityRelations } from "./entity-relations";
import { evidence } from "./evidence";
import { geodata, knownAddresses, type Geodata } from "./geodata";
import { incidentAnswer } from "./incident";
import { createIncidentStore, type UnknownIncidents } from "./incident-store";
import { incidents } from "./incidents";
import { relations } from "./relations";
import { sceneOf } from "./scene";
import { setIncident } from "./scene-incident";
import { tasks } from "./tasks";
import { documentedLimits, type Limits } from "./throttle";

interface Settings {
  unknownIncidents: UnknownIncidents;
  limits: Limits;
  geodata?: Geodata[];
  cloudAlerts?: CloudAlert[];
}

const defaults: Settings = { unknownIncidents: "adopt", limits: documentedLimits };

const withAlert = (settings: Settings, changed: CloudAlert): Settings => ({
  ...settings,
  cloudAlerts: (settings.cloudAlerts ?? []).map((one) =>
    one.subscriptionId === changed.subscriptionId && one.name === changed.name ? changed : one,
  ),
});

/**
 * Microsoft Sentinel's part of Azure Resource Manager: incidents and what hangs on them.
 * https://learn.microsoft.com/rest/api/securityinsights/
 */
export const sentinel: SimulatorFactory = (world) => {
  const table: Table<Settings> = world.table("settings");
  const settings = (): Settings => table.get("settings") ?? defaults;
  const store = createIncidentStore(world, () => settings().unknownIncidents);

  return {
    name: "sentinel",
    routes: {
      ...cloudAlerts(
        world,
        () => settings().cloudAlerts ?? [],
        (changed) => table.set("settings", withAlert(settings(), changed)),
      ),
      ...armRoutes(world, () => settings().limits, [
        ...incidents(store, world),
        ...childResources(store, world, comments(store)),
        ...childResources(store, world, tasks(store)),
        ...childResources(store, world, relations),
        ...evidence(store, world),
        entityRelations(store, world),
        geodata(() => settings().geodata ?? knownAddresses),
      ]),
    },
    setScene(value) {
      const { incidents: made, limits, ...changed } = sceneOf(value);
      const before = settings();
      table.set("settings", { ...before, ...changed, limits: { ...before.limits, ...limits } });
      made.forEach((incident) => setIncident(store, world.now(), incident));
    },
    state: () => ({
      ...settings(),
      incidents: store.all().map((row) => ({
        ...incidentAnswer(row),
        entities: row.entities,
        comments: row.comments,
        tasks: row.tasks,
      })),
    }),
  };
};

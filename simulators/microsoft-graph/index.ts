import type { SimulatorFactory } from "../simulator";
import { createArea } from "./area";
import { mailArea } from "./mail";
import { sceneOf } from "./scene";
import { teamsArea } from "./teams";

/** Microsoft Graph v1.0, an area a file: https://learn.microsoft.com/graph/api/overview */
export const microsoftGraph: SimulatorFactory = (world) => {
  const area = createArea(world);
  const mail = mailArea(area);
  return {
    name: "microsoft-graph",
    routes: { ...mail.routes, ...teamsArea(area) },
    setScene: (value) => mail.setScene(sceneOf(value)),
    state: () => mail.state(),
  };
};

import type { SimulatorFactory } from "../simulator";
import { createArea } from "./area";
import { authenticationArea } from "./authentication";
import { createDirectory } from "./directory";
import { createGroups } from "./group-store";
import { groupsArea } from "./groups";
import { mailArea } from "./mail";
import { membershipsArea } from "./memberships";
import { registrationArea } from "./registration";
import { riskArea } from "./risk";
import { sceneOf } from "./scene";
import { securityArea } from "./security";
import { teamsArea } from "./teams";
import { usersArea } from "./users";

/** Microsoft Graph v1.0, an area a file: https://learn.microsoft.com/graph/api/overview */
export const microsoftGraph: SimulatorFactory = (world) => {
  const area = createArea(world);
  const mail = mailArea(area);
  const directory = createDirectory(world);
  const security = securityArea(area, () => directory.settings().securityRequestsPerMinute);
  const groups = createGroups(world, () => directory.settings().replicationSeconds);
  return {
    name: "microsoft-graph",
    routes: {
      ...mail.routes,
      ...security.routes,
      ...teamsArea(area),
      ...usersArea(area, directory),
      ...membershipsArea(area, directory, groups),
      ...groupsArea(area, directory, groups),
      ...authenticationArea(area, directory),
      ...riskArea(area, directory),
      ...registrationArea(area, directory),
    },
    setScene(value) {
      const { mail: ofMail, directory: ofDirectory } = sceneOf(value);
      const { users, groups: filled, securityIncidents, ...settings } = ofDirectory;
      mail.setScene(ofMail);
      directory.set(settings);
      if (users) directory.fill(users);
      if (filled) groups.fill(filled);
      if (securityIncidents) security.fill(securityIncidents);
    },
    state: () => ({
      ...mail.state(),
      ...directory.state(),
      ...groups.state(),
      ...security.state(),
    }),
  };
};

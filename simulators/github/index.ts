import type { SimulatorFactory } from "../simulator";
import { createGitHub } from "./account";
import { organizationRoutes } from "./organization";
import { sceneOf } from "./scene";
import { serverRoutes } from "./server";

/** GitHub: the members of an organization, and an Enterprise Server below `/api/v3`. */
export const github: SimulatorFactory = (world) => {
  const account = createGitHub(world);
  return {
    name: "github",
    secrets: ["token"],
    routes: { ...organizationRoutes(account), ...serverRoutes(account) },
    setScene(value) {
      const { settings, users } = sceneOf(value);
      account.set(settings);
      if (users) account.replace(users);
    },
    state: () => ({ settings: account.settings(), users: account.users() }),
  };
};

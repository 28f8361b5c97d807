import type { SimulatorFactory, Table } from "../simulator";
import { federation, usualIssuer } from "./federation";
import { publishedAccounts } from "./published";
import { type Account, type Scene, type Settings, sceneOf } from "./scene";
import { serviceAccounts } from "./service-accounts";

const usual: Settings = {
  provider:
    "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/azure/providers/entra",
  audience: "api://soar-federation-0a1b",
  issuer: usualIssuer,
  account: "soar-response@soar-operations.iam.gserviceaccount.com",
  impersonation: true,
  denied: [],
  tokenLifetimeSeconds: 3_600,
  writesPerMinute: 600,
};

/** Google: each of its APIs below a name of its own, since they are hosts in life. */
export const google: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const accounts: Table<Account> = world.table("accounts");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;
  if (accounts.size() === 0) publishedAccounts.forEach((one) => accounts.set(one.email, one));

  function setAccount(given: NonNullable<Scene["accounts"]>[number]): void {
    const fresh: Account = {
      project: "contoso-web",
      email: given.email,
      uniqueId: String(104857600000000001000n + BigInt(accounts.size())),
      displayName: given.email,
      disabled: false,
      roles: [],
      keys: [],
    };
    accounts.set(given.email, { ...(accounts.get(given.email) ?? fresh), ...given });
  }

  return {
    name: "google",
    secrets: ["subject_token", "access_token", "accessToken"],
    routes: { ...federation(world, settings), ...serviceAccounts(world, accounts, settings) },
    setScene(value) {
      const { accounts: changed = [], ...rest } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...rest });
      changed.forEach(setAccount);
    },
    state: () => ({ ...settings(), accounts: accounts.rows() }),
  };
};

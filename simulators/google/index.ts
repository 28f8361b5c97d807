import type { SimulatorFactory, Table } from "../simulator";
import { delegation } from "./delegation";
import { directory } from "./directory";
import { federation, usualIssuer } from "./federation";
import { compute, type Operation } from "./compute";
import { instances as instanceRoutes } from "./instances";
import {
  publishedAccounts,
  publishedFirewalls,
  publishedInstance,
  publishedPolicy,
  publishedUsers,
} from "./published";
import {
  type Account,
  type ArmorPolicy,
  type Firewall,
  type Instance,
  type Scene,
  type Settings,
  type User,
  sceneOf,
} from "./scene";
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
  operationSeconds: 0,
  stopSeconds: 5,
  operationError: null,
  signing: true,
  delegatedScopes: [
    "https://www.googleapis.com/auth/admin.directory.user",
    "https://www.googleapis.com/auth/admin.directory.user.security",
  ],
  delegatedAdmins: ["soar-admin@contoso.example"],
  directoryPerMinute: 2_400,
};

const keyOf = ({ project, name }: { project: string; name: string }): string =>
  `${project}/${name}`;

/** Google: each of its APIs below a name of its own, since they are hosts in life. */
export const google: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const accounts: Table<Account> = world.table("accounts");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;
  if (accounts.size() === 0) publishedAccounts.forEach((one) => accounts.set(one.email, one));

  const policies: Table<ArmorPolicy> = world.table("policies");
  const instances: Table<Instance> = world.table("instances");
  const users: Table<User> = world.table("users");
  if (users.size() === 0) publishedUsers.forEach((one) => users.set(one.id, one));
  const firewalls: Table<Firewall> = world.table("firewalls");
  const operations: Table<Operation> = world.table("operations");
  if (policies.size() === 0) policies.set(keyOf(publishedPolicy), publishedPolicy);
  if (instances.size() === 0) instances.set(keyOf(publishedInstance), publishedInstance);
  if (firewalls.size() === 0) setFirewalls(publishedFirewalls);

  function setFirewalls(all: Firewall[]): void {
    firewalls.clear();
    all.forEach((one) => firewalls.set(keyOf(one), one));
  }

  function setInstance(given: NonNullable<Scene["instances"]>[number]): void {
    const { revision, ...before } = instances.get(keyOf(given)) ?? {
      ...publishedInstance,
      id: String(6104857600000001000n + BigInt(instances.size())),
    };
    instances.set(keyOf(given), { ...before, ...given, revision: revision + 1 });
  }

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
    secrets: ["subject_token", "access_token", "accessToken", "assertion", "signedJwt"],
    routes: {
      ...federation(world, settings),
      ...delegation(world, settings),
      ...directory(world, users, settings),
      ...serviceAccounts(world, accounts, settings),
      ...compute(world, { policies, operations }, settings),
      ...instanceRoutes(world, { instances, firewalls, operations }, settings),
    },
    setScene(value) {
      const {
        accounts: changed = [],
        policies: edited,
        instances: others,
        firewalls: rules,
        users: people,
        ...rest
      } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...rest });
      if (rest.operationSeconds !== undefined) operations.clear();
      changed.forEach(setAccount);
      edited?.forEach((one) => policies.set(keyOf(one), one));
      others?.forEach(setInstance);
      people?.forEach((one) => users.set(one.id, one));
      if (rules) setFirewalls(rules);
    },
    state: () => ({
      ...settings(),
      accounts: accounts.rows(),
      policies: policies.rows(),
      instances: instances.rows(),
      firewalls: firewalls.rows(),
      users: users.rows(),
    }),
  };
};

import type { SimulatorFactory, Table } from "../simulator";
import { delegation } from "./delegation";
import { directory } from "./directory";
import { federation, usualIssuer } from "./federation";
import { compute, type Operation } from "./compute";
import { findings as findingRoutes } from "./findings";
import { instances as instanceRoutes } from "./instances";
import {
  publishedAccounts,
  publishedFinding,
  publishedFirewalls,
  publishedInstance,
  publishedPolicy,
  publishedUsers,
} from "./published";
import {
  type Account,
  type ArmorPolicy,
  type Finding,
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
  sccParents: ["organizations/104857600001", "projects/contoso-web"],
  sccPerMinute: 1_500,
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

  const findings: Table<Finding> = world.table("findings");
  if (findings.size() === 0) setFindings([publishedFinding]);

  function setFindings(all: NonNullable<Scene["findings"]>): void {
    findings.clear();
    all.forEach((one) => findings.set(one.name, { ...publishedFinding, ...one }));
  }

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
      ...findingRoutes(world, findings, settings),
      ...instanceRoutes(world, { instances, firewalls, operations }, settings),
    },
    setScene(value) {
      const {
        accounts: changed = [],
        policies: edited,
        instances: others,
        firewalls: rules,
        findings: found,
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
      if (found) setFindings(found);
    },
    state: () => ({
      ...settings(),
      accounts: accounts.rows(),
      policies: policies.rows(),
      instances: instances.rows(),
      firewalls: firewalls.rows(),
      findings: findings.rows(),
      users: users.rows(),
    }),
  };
};

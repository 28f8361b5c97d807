import type { Handler, Routes, SimulatorFactory, Table } from "../simulator";
import { addressRoutes } from "./addresses";
import { type Ban, banned } from "./banned";
import { type Group, groupRoutes } from "./groups";
import { type Address, type Settings, sceneOf, usual } from "./scene";

/**
 * The REST API of FortiOS, version 2: bans, address objects and groups, in one VDOM.
 * https://docs.fortinet.com/document/fortigate/7.4.0/administration-guide/940602/using-apis
 */
export const fortigate: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const bans: Table<Ban> = world.table("bans");
  const addresses: Table<Address> = world.table("addresses");
  const groups: Table<Group> = world.table("groups");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;

  if (groups.size() === 0) {
    addresses.set("none", {
      name: "none",
      type: "ipmask",
      subnet: "0.0.0.0 255.255.255.255",
      comment: "",
    });
    groups.set("soar-block", { name: "soar-block", members: ["none"] });
  }

  const guarded =
    (handler: Handler): Handler =>
    (request) => {
      const { token, access } = settings();
      if (request.headers["authorization"] !== `Bearer ${token}`) return { status: 401 };
      const isAllowed = access === "read-write" || (access === "read" && request.method === "GET");
      if (!isAllowed)
        return { status: 403, body: { status: "error", http_status: 403, error: -37 } };
      return handler(request);
    };
  const userBans = banned(world, bans);
  const routes: Routes = {
    ...userBans.routes,
    ...addressRoutes(addresses, (name) =>
      groups.rows().some(({ members }) => members.includes(name)),
    ),
    ...groupRoutes(groups, (name) => addresses.get(name) !== undefined, settings),
  };

  return {
    name: "fortigate",
    secrets: ["access_token"],
    routes: Object.fromEntries(
      Object.entries(routes).map(([route, handler]) => [route, guarded(handler)]),
    ),
    setScene(value) {
      const {
        banned: sources = {},
        addresses: objects = {},
        groups: named = {},
        ...changed
      } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      for (const [ip, source] of Object.entries(sources)) {
        const created = Math.floor(world.now() / 1_000);
        if (source === null) bans.delete(ip);
        else bans.set(ip, { ip_address: ip, created, expires: 0, source, ipv6: false });
      }
      for (const [name, object] of Object.entries(objects)) {
        if (object) addresses.set(name, { name, ...object });
        else addresses.delete(name);
      }
      for (const [name, members] of Object.entries(named)) groups.set(name, { name, members });
    },
    state: () => ({
      ...settings(),
      token: "***",
      banned: userBans.all(),
      addresses: addresses.rows(),
      groups: groups.rows(),
    }),
  };
};

import type { Answer, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { problem } from "./answers";
import { showRegistered } from "./operational";
import { openRegistered } from "./registered";
import { type Settings, sceneOf, usual } from "./scene";
import { updateTags } from "./user-id";
import { elementOf } from "./xml";

/**
 * The XML API of a Palo Alto Networks firewall: tags of addresses.
 * https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-panorama-api/pan-os-xml-api-request-types
 */
export const panOs: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;
  const registered = openRegistered(world);

  function api({ query, headers, body }: SimulatedRequest): Answer {
    const { apiKey, rights, refusesWith, most, trouble } = settings();
    const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
    const form = new URLSearchParams(isForm ? body.toString("utf8") : "");
    const said = (name: string): string => form.get(name) ?? query.get(name) ?? "";
    if ((headers["x-pan-key"] ?? said("key")) !== apiKey) {
      return problem(403, "Invalid Credential", refusesWith);
    }
    const type = said("type");
    if (type !== "user-id" && type !== "op") return problem(400, `Invalid type ${type}`, 400);
    if (!rights.includes(type)) {
      return problem(403, `Type [${type}] not authorized for user role.`, refusesWith);
    }
    if (trouble !== null) return problem(trouble, "Trouble of the scene");
    const command = elementOf(said("cmd"));
    if (!command) return problem(18, "Malformed command");
    return type === "op"
      ? showRegistered(command, registered)
      : updateTags(command, registered, most);
  }

  return {
    name: "pan-os",
    secrets: ["key"],
    routes: { "GET /api/": api, "POST /api/": api, "GET /api": api, "POST /api": api },
    setScene(value) {
      const { registered: tags = {}, ...changed } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      for (const [ip, names] of Object.entries(tags)) {
        registered.set(ip, Object.fromEntries(names.map((name) => [name, null])));
      }
    },
    state: () => ({
      ...settings(),
      apiKey: "***",
      registered: registered.all().map(({ ip, tags }) => ({ ip, tags })),
    }),
  };
};

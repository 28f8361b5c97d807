import { randomUUID } from "node:crypto";
import {
  type Answer,
  type SimulatedRequest,
  type SimulatorFactory,
  type Table,
  isRecord,
} from "../simulator";
import { refusal } from "./answers";
import { objectCommands } from "./commands";
import { type Settings, sceneOf, usual } from "./scene";
import { login, sessionCommands } from "./sessions";
import { openStore } from "./store";

/**
 * The management API of Check Point: hosts and groups, changed in sessions that are published or discarded.
 * https://sc1.checkpoint.com/documents/latest/APIs/
 */
export const checkPoint: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;
  const store = openStore(world);
  store.setPublished(store.published());
  const objects = objectCommands(store);
  const sessions = new Map(Object.entries(sessionCommands(world, store, settings)));

  function command({ params, headers, json }: SimulatedRequest): Answer {
    const name = params["command"] ?? "";
    if (!isRecord(json)) return refusal(400, "generic_err_invalid_syntax", "Payload is not JSON");
    if (name === "login") return login(json, store, settings());
    const sid = headers["x-chkpt-sid"];
    const session = store.sessions().find((one) => one.isOpen && one.sid === sid);
    if (!session) return refusal(401, "generic_err_wrong_session_id", `Wrong session id [${sid}].`);
    const ofSessions = sessions.get(name);
    if (ofSessions) return ofSessions(json, session);
    const found = objects[name];
    if (!found) return refusal(404, "generic_err_command_not_found", `Unknown command ${name}`);
    if (found.isWrite && (session.isReadOnly || settings().profile === "read-only")) {
      return refusal(403, "err_forbidden", "The session or the profile is read only");
    }
    return found.run(json, session);
  }

  function setObjects(hosts: Record<string, string | null>, groups: Record<string, string[]>) {
    const now = store.published();
    const next = { hosts: { ...now.hosts }, groups: { ...now.groups } };
    for (const [name, address] of Object.entries(hosts)) {
      if (address === null) delete next.hosts[name];
      else next.hosts[name] = { uid: randomUUID(), address, comments: "" };
    }
    for (const [name, members] of Object.entries(groups)) {
      next.groups[name] = { uid: now.groups[name]?.uid ?? randomUUID(), members };
    }
    store.setPublished(next);
  }

  return {
    name: "check-point",
    secrets: ["api-key", "sid"],
    routes: { "POST /web_api/{command}": command },
    setScene(value) {
      const { hosts = {}, groups = {}, lockedByOthers, ...changed } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      setObjects(hosts, groups);
      if (lockedByOthers) store.hold(lockedByOthers);
    },
    state: () => ({
      ...settings(),
      apiKey: "***",
      ...store.published(),
      sessions: store
        .sessions()
        .map(({ uid, name, description, changed }) => ({ uid, name, description, changed })),
    }),
  };
};

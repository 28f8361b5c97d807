import { checkedScene, isRecord, SceneError } from "../simulator";
import { type AgentRow, agentOf, rowOf } from "./agent";

/** How the console behaves; a scene replaces the members that it names. */
export interface Settings {
  /** What the service user's role allows: "view", "disconnect", "connect". */
  permissions: string[];
  perMinute: number;
  /** Until a device that is online has done what it was told. */
  changeSeconds: number;
  /** Whether names are told apart by their case. */
  isCaseSensitive: boolean;
}

export const defaults: Settings = {
  permissions: ["view", "disconnect", "connect"],
  perMinute: 1_000,
  changeSeconds: 2,
  isCaseSensitive: true,
};

/**
 * The settings, and `agents`, each as the API answers it, with `isDisconnected` beside: they replace the
 * fleet. `fleet: true` puts that of the samples back; `online: {id: false}` turns single devices off and on.
 */
export interface Scene {
  settings: Partial<Settings>;
  agents?: AgentRow[];
  isFleet: boolean;
  online: Record<string, boolean>;
}

const isNumber = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const checks = {
  permissions: (value: unknown) => Array.isArray(value),
  perMinute: isNumber,
  changeSeconds: isNumber,
  isCaseSensitive: isFlag,
  agents: (value: unknown) => Array.isArray(value),
  fleet: isFlag,
  online: isRecord,
};
type Said = Partial<Settings> & {
  agents?: unknown[];
  fleet?: boolean;
  online?: Record<string, boolean>;
};

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const expected = `The scene of sentinelone takes ${Object.keys(checks).join(", ")}`;
  const { agents, fleet, online = {}, ...settings } = checkedScene<Said>(value, checks, expected);
  return {
    settings,
    ...(agents && { agents: agents.map(agentIn) }),
    isFleet: fleet === true,
    online,
  };
}

function agentIn(value: unknown): AgentRow {
  const { isDisconnected = false, ...known } = isRecord(value) ? value : {};
  const { id, computerName } = known;
  if (typeof id !== "string" || !/^\d{10,20}$/.test(id) || typeof computerName !== "string") {
    throw new SceneError("An agent needs an id (10 to 20 digits) and a computerName");
  }
  return { ...rowOf(agentOf(0, computerName, known)), isDisconnected: isDisconnected === true };
}

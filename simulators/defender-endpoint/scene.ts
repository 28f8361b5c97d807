import { arrayOf, checkedEntry, isRecord, numberOf, objectOf, SceneError } from "../simulator";
import type { Indicator } from "./indicator";
import { documentedLimits, type Limits } from "./limits";
import { type MachineRow, machineOf } from "./machine";

/** How the service behaves; a scene replaces the members that it names. */
export interface Settings {
  /** Until a device that is online takes an action up. */
  pendingSeconds: number;
  /** Until it is done with it. */
  runSeconds: number;
  /** How coming actions end. */
  outcome: "Succeeded" | "Failed" | "TimeOut";
  /** What a second isolation gets while one is open: the open one, or 400. */
  duplicates: "return-pending" | "refuse";
  /** Isolating what is isolated waits, and comes about after a later release. */
  isStuckWhenIsolated: boolean;
  /** Whether an empty list of machines is a 404. */
  isNoMachine404: boolean;
  /** Active indicators that the tenant may have. */
  maxIndicators: number;
  limits: Limits;
}

export const defaults: Settings = {
  pendingSeconds: 2,
  runSeconds: 3,
  outcome: "Succeeded",
  duplicates: "return-pending",
  isStuckWhenIsolated: true,
  isNoMachine404: false,
  maxIndicators: 15_000,
  limits: documentedLimits,
};

/**
 * What a scene can say: the settings, and `machines`, each a machine as the API answers it (its `id` is
 * needed) with `isOnline` beside; they replace the fleet, and every action is forgotten. `fleet: true`
 * puts the one of the samples back; `online: {id: false}` turns single devices off and on. `indicators`,
 * each as the API answers it, replace those that are there.
 */
export interface Scene {
  settings: Partial<Settings>;
  machines?: MachineRow[];
  isFleet: boolean;
  online: Record<string, boolean>;
  indicators?: Partial<Indicator>[];
}

const one =
  (...values: unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);
const isNumber = (value: unknown): boolean => typeof value === "number" && value >= 0;
const flag = one(true, false);

const checks = {
  pendingSeconds: isNumber,
  runSeconds: isNumber,
  outcome: one("Succeeded", "Failed", "TimeOut"),
  duplicates: one("return-pending", "refuse"),
  isStuckWhenIsolated: flag,
  isNoMachine404: flag,
  maxIndicators: isNumber,
  limits: isRecord,
  indicators: (value: unknown) => Array.isArray(value) && value.every(isRecord),
  machines: Array.isArray,
  fleet: flag,
  online: isRecord,
};

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown, before: Limits): Scene {
  const said = objectOf(value, "The scene of defender-endpoint");
  checkedEntry("The scene of defender-endpoint", said, checks);
  const { machines, fleet, online = {}, limits = {}, indicators, ...settings } = said;
  for (const [name, limit] of Object.entries(limits as object)) {
    if (!(name in documentedLimits)) throw new SceneError(`limits takes perMinute and perHour`);
    numberOf(limit, `limits.${name}`);
  }
  return {
    settings: { ...settings, limits: { ...before, ...(limits as Partial<Limits>) } },
    ...(machines !== undefined && { machines: arrayOf(machines, "machines").map(rowOf) }),
    isFleet: fleet === true,
    online: online as Record<string, boolean>,
    ...(indicators !== undefined && { indicators: indicators as Partial<Indicator>[] }),
  };
}

function rowOf(value: unknown): MachineRow {
  const { isOnline = true, ...known } = objectOf(value, "A machine");
  const { id } = known;
  if (typeof id !== "string" || !/^[0-9a-f]{40}$/.test(id)) {
    throw new SceneError("A machine's id must be 40 hexadecimal digits in lower case");
  }
  return { machine: machineOf({ ...known, id }), isOnline: isOnline === true };
}

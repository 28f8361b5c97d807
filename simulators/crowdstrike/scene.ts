import { checkedScene, isRecord, SceneError } from "../simulator";
import { type Device, type DeviceRow, rowOf } from "./device";

/** How the service behaves; a scene replaces the members that it names. */
export interface Settings {
  /** What the API client may do with hosts: "read", "write". */
  scopes: string[];
  perMinute: number;
  /** Until a host that is online has done what it was told. */
  containSeconds: number;
  /** Whether a host that is about to be contained can be let back. */
  locksPending: boolean;
  /** The address of another cloud, whose customer this is; null for this one. */
  cloud: string | null;
}

export const defaults: Settings = {
  scopes: ["read", "write"],
  perMinute: 6_000,
  containSeconds: 2,
  locksPending: false,
  cloud: null,
};

/**
 * The settings, and `devices`, each as the API answers it, with `isContained` beside: they replace the
 * fleet. `fleet: true` puts that of the samples back; `online: {id: false}` turns single hosts off and on.
 */
export interface Scene {
  settings: Partial<Settings>;
  devices?: DeviceRow[];
  isFleet: boolean;
  online: Record<string, boolean>;
}

const isNumber = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const checks = {
  scopes: (value: unknown) => Array.isArray(value),
  perMinute: isNumber,
  containSeconds: isNumber,
  locksPending: isFlag,
  cloud: (value: unknown) => value === null || typeof value === "string",
  devices: (value: unknown) => Array.isArray(value),
  fleet: isFlag,
  online: isRecord,
};
type Said = Partial<Settings> & {
  devices?: unknown[];
  fleet?: boolean;
  online?: Record<string, boolean>;
};

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const expected = `The scene of crowdstrike takes ${Object.keys(checks).join(", ")}`;
  const { devices, fleet, online = {}, ...settings } = checkedScene<Said>(value, checks, expected);
  return {
    settings,
    ...(devices && { devices: devices.map(deviceOf) }),
    isFleet: fleet === true,
    online,
  };
}

function deviceOf(value: unknown): DeviceRow {
  const { isContained = false, ...device } = (isRecord(value) ? value : {}) as unknown as Device & {
    isContained?: boolean;
  };
  if (typeof device.hostname !== "string" || !/^[0-9a-f]{32}$/.test(device.device_id)) {
    throw new SceneError("A device needs a device_id (32 hexadecimal digits) and a hostname");
  }
  return { ...rowOf(device), isContained };
}

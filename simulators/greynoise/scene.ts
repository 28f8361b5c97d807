import { numberOf, objectOf, SceneError } from "../simulator";
import { type AddressRow, sceneAddressOf } from "./address-row";

/**
 * What a scene can say besides `addresses`, whose members are IPv4 addresses:
 * - `offering`: the plan of the key: "enterprise" (the default), without a limit, or "community",
 *   which opens `/v3/community` only
 * - `perWeek`: look-ups a week of a community key (50); `keylessPerWeek`: of who brings none (25)
 * - `expiration`: the last day of the plan, "2099-12-31" from the start
 * - `unknown`: what `/v3/ip` says of what it never saw: "empty" (the default) or "not-found"
 */
export interface Settings {
  offering: "enterprise" | "community";
  perWeek: number;
  keylessPerWeek: number;
  expiration: string;
  unknown: "empty" | "not-found";
}

export interface Scene {
  settings: Partial<Settings>;
  /** Null forgets an address, one of the test addresses too. */
  addresses: { address: string; row: AddressRow | null }[];
}

const choices: Record<string, readonly unknown[]> = {
  offering: ["enterprise", "community"],
  unknown: ["empty", "not-found"],
};

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const { addresses = {}, ...settings } = objectOf(value, "The scene of greynoise");
  for (const [name, setting] of Object.entries(settings)) checkSetting(name, setting);
  return {
    settings,
    addresses: Object.entries(objectOf(addresses, "addresses")).map(([address, said]) => ({
      address,
      row: said === null ? null : sceneAddressOf(address, said),
    })),
  };
}

function checkSetting(name: string, value: unknown): void {
  const choice = choices[name];
  if (choice?.includes(value)) return;
  if (choice) throw new SceneError(`${name} must be one of ${choice.join(", ")}`);
  if (name === "perWeek" || name === "keylessPerWeek") {
    numberOf(value, name);
    return;
  }
  if (name !== "expiration") {
    const known = "addresses, offering, perWeek, keylessPerWeek, expiration and unknown";
    throw new SceneError(`"${name}" is not known: a scene takes ${known}`);
  }
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return;
  throw new SceneError("expiration must be a day such as 2026-12-31");
}

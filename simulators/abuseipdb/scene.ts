import { numberOf, objectOf, SceneError } from "../simulator";
import { type AddressRow, keyOf, sceneAddressOf } from "./address-row";

/**
 * What a scene can say: `addresses`, whose members are addresses and whose values are what was
 * reported about them, and `perDay`, the look-ups of a key in a day (1,000, as on a free one).
 */
export interface Scene {
  perDay?: number;
  /** Null forgets an address, one of the test addresses too. */
  addresses: { key: string; row: AddressRow | null }[];
}

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const { addresses = {}, perDay, ...others } = objectOf(value, "The scene of abuseipdb");
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) {
    throw new SceneError(`"${stranger}" is not known: a scene takes addresses and perDay`);
  }
  return {
    ...(perDay === undefined ? {} : { perDay: numberOf(perDay, "perDay") }),
    addresses: Object.entries(objectOf(addresses, "addresses")).map(([address, said]) => ({
      key: keyOf(address),
      row: said === null ? null : sceneAddressOf(address, said),
    })),
  };
}

import { isIP } from "node:net";
import { isRecord, SceneError, checkedEntry } from "../simulator";

/** What AbuseIPDB holds about one address; `null` in a scene forgets it. */
export interface AddressRow {
  address: string;
  /** Abuse confidence, 0 to 100. */
  score: number;
  reports: number;
  /** Different people among those who reported it. */
  people: number;
  /** How long ago the last report was made. */
  daysAgo: number;
  /** Null: nobody looked. */
  isWhitelisted: boolean | null;
}

/** Equal for what is one address, however it is written. */
export const keyOf = (text: string): string =>
  isIP(text) === 6 ? new URL(`http://[${text}]`).hostname : text;

/** An address; what is left out is nothing. */
export const addressRow = (address: string, said: Partial<AddressRow>): AddressRow => ({
  score: 0,
  reports: 0,
  people: 0,
  daysAgo: 1,
  isWhitelisted: null,
  ...said,
  address,
});

const isCount = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0;

const checks: Record<string, (value: unknown) => boolean> = {
  score: (value) => isCount(value) && Number(value) <= 100,
  reports: isCount,
  people: isCount,
  daysAgo: isCount,
  isWhitelisted: (value) => value === null || typeof value === "boolean",
};

/** Reads one address of a scene. */
export function sceneAddressOf(address: string, said: unknown): AddressRow {
  if (!isIP(address)) throw new SceneError(`addresses: "${address}" is no address`);
  if (!isRecord(said)) {
    throw new SceneError(`addresses: "${address}" must be an object such as { "score": 92 }`);
  }
  checkedEntry(`addresses: "${address}"`, said, checks);
  return addressRow(address, said);
}

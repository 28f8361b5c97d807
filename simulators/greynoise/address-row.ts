import { isIPv4 } from "node:net";
import { isRecord, SceneError, checkedEntry } from "../simulator";

const classifications = ["malicious", "suspicious", "benign", "unknown"] as const;

/** What GreyNoise holds about one IPv4 address; `null` in a scene forgets it. */
export interface AddressRow {
  address: string;
  /** Null: it was never seen scanning. */
  classification: (typeof classifications)[number] | null;
  /** How long ago it last scanned. */
  daysAgo: number;
  isSpoofable: boolean;
  tags: string[];
  /** Of a business service: "1" to be trusted, "2" common; empty for what is none. */
  trustLevel: "" | "1" | "2";
  /** Of the service or of who scans. */
  name: string;
}

/** An address; what is left out is not known. */
export const addressRow = (address: string, said: Partial<AddressRow>): AddressRow => ({
  classification: null,
  daysAgo: 1,
  isSpoofable: false,
  tags: [],
  trustLevel: "",
  name: "unknown",
  ...said,
  address,
});

const checks: Record<string, (value: unknown) => boolean> = {
  classification: (value) => value === null || classifications.some((one) => one === value),
  daysAgo: (value) => typeof value === "number" && Number.isInteger(value) && value >= 0,
  isSpoofable: (value) => typeof value === "boolean",
  tags: (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
  trustLevel: (value) => ["", "1", "2"].some((level) => level === value),
  name: (value) => typeof value === "string",
};

/** Reads one address of a scene. */
export function sceneAddressOf(address: string, said: unknown): AddressRow {
  if (!isIPv4(address)) throw new SceneError(`addresses: "${address}" is no IPv4 address`);
  if (!isRecord(said)) {
    throw new SceneError(
      `addresses: "${address}" must be an object such as { "classification": "malicious" }`,
    );
  }
  checkedEntry(`addresses: "${address}"`, said, checks);
  return addressRow(address, said);
}

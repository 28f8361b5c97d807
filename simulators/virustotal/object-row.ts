import { createHash } from "node:crypto";
import { isRecord, SceneError } from "../simulator";
import { collectionOf, type Collection, keyOf } from "./object-kind";

/** What VirusTotal holds about one object; `null` in a scene forgets it. */
export interface ObjectRow {
  collection: Collection;
  /** As people write it. */
  value: string;
  malicious: number;
  suspicious: number;
  harmless: number;
  undetected: number;
  timeout: number;
  /** False: known, but no engine ever looked at it, so there are no stats. */
  isAnalysed: boolean;
  /** Added to, or instead of, the simulator's own. */
  attributes: Record<string, unknown>;
}

/** What an engine can say of an object; each is a count in its row. */
export const categories = ["malicious", "suspicious", "harmless", "undetected", "timeout"] as const;
const members = [...categories, "isAnalysed", "attributes"];

/** An object with so many engines' opinions; what is left out is 0. */
export function objectRow(value: string, verdict: Partial<ObjectRow>): ObjectRow {
  const none = { malicious: 0, suspicious: 0, harmless: 0, undetected: 0, timeout: 0 };
  const collection = collectionOf(value);
  return { ...none, isAnalysed: true, attributes: {}, ...verdict, collection, value };
}

const isCountOf = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0;

/** Reads one object of a scene. */
export function sceneObjectOf(value: string, verdict: unknown): ObjectRow {
  if (!isRecord(verdict)) {
    throw new SceneError(`objects: "${value}" must be an object such as { "malicious": 9 }`);
  }
  for (const [name, member] of Object.entries(verdict)) {
    const isCount = categories.some((category) => category === name);
    if (!members.includes(name) || (isCount && !isCountOf(member))) {
      throw new SceneError(
        `objects: "${value}" takes ${members.join(", ")}, not "${name}": ${JSON.stringify(member)}`,
      );
    }
  }
  return objectRow(value, verdict);
}

/** The key of a row in the table. */
export const rowKey = ({ collection, value }: ObjectRow): string => keyOf(collection, value);

/** The id in answers: for URLs and files a SHA-256 that differs from what was asked with. */
export function objectId({ collection, value, attributes }: ObjectRow): string {
  if (collection === "urls") return sha256(keyOf("urls", value).slice("urls/".length));
  if (collection !== "files") return value;
  const own = attributes["sha256"];
  if (typeof own === "string") return own;
  return value.length === 64 ? value.toLowerCase() : sha256(value.toLowerCase());
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

import { createHash } from "node:crypto";
import { canonicalJson } from "../domain/json";
import type { RecordEntry, RecordEvent } from "../domain/record";

const noEntry = "0".repeat(64);

/** What is to be added to a chain. */
export interface Addition {
  chain: string;
  key: string;
  event: RecordEvent;
}

/** Where a chain ends. */
export type ChainEnd = Pick<RecordEntry, "position" | "hash">;

/** The entry that comes after `end`, the first one when there is none. */
export function linked(end: ChainEnd | undefined, { chain, key, event }: Addition): RecordEntry {
  const { what, by, at, detail } = event;
  const position = (end?.position ?? 0) + 1;
  const previous = end?.hash ?? noEntry;
  const text = canonicalJson({ chain, position, key, what, by, at, detail, previous });
  const hash = createHash("sha256").update(text).digest("hex");
  // From the text: what is kept is what was hashed.
  return { ...(JSON.parse(text) as Omit<RecordEntry, "hash">), hash };
}

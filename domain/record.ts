import type { Json } from "./json";

/** What is worth proving later. `what` is one of a few words, `detail` small and free of secrets. */
export interface RecordEvent {
  /** "decided", "asked", "voted", "intended", "done", "released", "left", … */
  what: string;
  /** Who did it: an instance id, or a person as the sign-in names them. */
  by: string;
  /** ISO 8601. */
  at: string;
  detail: Json;
}

/**
 * One entry of an incident's record. `hash` is SHA-256, in hex, of the canonical JSON of the entry
 * without `hash`; `previous` is the hash of the entry before it, 64 zeros for the first.
 */
export interface RecordEntry extends RecordEvent {
  chain: string;
  /** From 1, without gaps. */
  position: number;
  /** What the entry is about: an entry with the same key is written once. */
  key: string;
  previous: string;
  hash: string;
}

/** The record that a step belongs to: what its key begins with. A step's own name may hold slashes. */
export function chainOfStep(key: string): string {
  const parts = key.split("/");
  return parts.slice(0, Math.max(1, Math.min(4, parts.length - 1))).join("/");
}

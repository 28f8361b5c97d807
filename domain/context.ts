import type { Entity } from "./entity";
import type { Signal } from "./signal";

/** What one source knows of one entity beyond its reputation. */
export interface ContextFinding {
  /** By `domain/context-source.ts`. */
  source: string;
  /** Key of the entity: `keyOf`. */
  about: string;
  /** What people call the entity. */
  label: string;
  /**
   * "partial" when the source says that there is more, "not-collected" when it cannot know: both say why
   * in `note`, and neither is ever read as clean.
   */
  state: "found" | "none" | "partial" | "not-collected";
  /** For people, a sentence each, most important first; at most 8, each within 200 characters, cleaned. */
  facts: string[];
  /** Against this entity; what is against another one is not counted. */
  signals: Signal[];
  note?: string;
  /** Who or what of ours uses it: what a containment of it would touch. At most 20 names. */
  touches?: { count: number; names: string[] };
}

/**
 * A source of context: what it knows of entities over some days, a finding for each. `incident` is the name of
 * the one that they are of, so that it is not told what it knows.
 */
export type AskContext = (
  entities: Entity[],
  days: number,
  incident?: string,
) => Promise<ContextFinding[]>;

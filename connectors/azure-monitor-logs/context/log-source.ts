import type { z } from "zod";
import type { ContextSourceName } from "../../../domain/context-source";
import type { Entity } from "../../../domain/entity";
import type { Signal } from "../../../domain/signal";
import type { Kql } from "../kql";

/** What rows say: sentences, evidence, and who or what of ours they name. */
export interface Told {
  facts: string[];
  signals: Omit<Signal, "about">[];
  /** Names of ours that use the entity, repeated or not. */
  touches?: string[];
}

/** Whom rows are told about. */
export interface Subject {
  entity: Entity;
  label: string;
  /** How the logs call it, in lower case. */
  names: ReadonlySet<string>;
}

/** One question to the logs about many entities at once, and how its rows are told. */
export interface LogSource<Row> {
  name: ContextSourceName;
  /** Those that the query cannot do without: without any of them it is not collected. */
  tables: readonly string[];
  /** What the logs may call an entity; none when they cannot know it. */
  namesOf: (entity: Entity) => string[];
  /** Why an entity without such a name is not asked about. */
  nameless: string;
  /** At least so far back, where the table repeats all it knows every so often. */
  leastDays?: number;
  query: (names: string[], days: number, needles: string[]) => Kql;
  row: z.ZodType<Row>;
  /** Whom a row is about, as the log calls them. */
  namesIn: (row: Row) => (string | null | undefined)[];
  /** About one entity, by its rows, of which there is at least one. */
  tell: (rows: Row[], subject: Subject, days: number) => Told;
  /** Parts of names that a search in texts can use, where names stand in pieces there. */
  needlesOf?: (entity: Entity) => string[];
}

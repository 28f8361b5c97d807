import type { Place } from "./log-record";
import type { Level } from "./sigma/rule";

/** What a rule found: one episode, which opens when a rule first holds and closes after its timespan of quiet. */
export interface Finding {
  /** Hex SHA-256 of rule, group, source and the record that opened it: the same however the log was cut or copied. */
  key: string;
  /** The source's name in sweeps.json. */
  source: string;
  rule: FoundBy;
  /** What it is grouped by: `{"source.address": "203.0.113.9"}`. */
  group: Readonly<Record<string, string>>;
  /** Of the first and of the last record, ISO 8601; null where the log has no times. */
  first: string | null;
  last: string | null;
  /** How many records, repeats included. */
  count: number;
  /** Grows with each change, from 1: a later one replaces an earlier one. */
  revision: number;
  /** Bounded; all of attackers' choosing, as the log has them. */
  entities: FoundEntities;
  /** The first few records and the last. */
  evidence: readonly Evidence[];
  /** What was left out for size, or forgotten for memory: one sentence each. */
  remarks: readonly string[];
}

export interface FoundBy {
  id: string;
  title: string;
  level: Level;
  description?: string;
  author?: string;
  tags: readonly string[];
}

export interface FoundEntities {
  accounts: readonly { name: string; domain?: string; host?: string; sid?: string }[];
  addresses: readonly string[];
  hosts: readonly string[];
  files: readonly { path: string; host?: string }[];
}

export interface Evidence {
  /** At most 500 characters, control characters shown. */
  text: string;
  time: string | null;
  place: Place;
  /** How many times this record says it happened. */
  count: number;
}

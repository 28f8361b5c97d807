import type { Containment } from "../domain/containment";
import type { ContainmentKind } from "../domain/containment-kind";
import type { RecordEntry, RecordEvent } from "../domain/record";

/**
 * The app's own memory of what it did to the outside. Invariants, which every implementation keeps
 * and `test/ledger/ledger-suite.ts` checks:
 *
 * L1. An entry is durable before the promise that wrote it resolves: whatever happens to the process
 *     always, and to the power too, but for `sending`, which must not keep the first byte waiting.
 * L2. `begin` never overwrites: a repeat gets the entry that is there, with the first intent.
 * L3. A state only moves on: intended → sending → done. `retract` is the one way back, from
 *     sending to intended, when the vendor is known not to have acted.
 * L4. Of several simultaneous `begin`s with one key exactly one gets `isNew: true`; so with `sending`
 *     on one intended entry, and `handOver` from one holder: exactly one caller is told `true`.
 * L5. Nothing secret is ever handed to a ledger.
 */
export interface Ledger {
  /** Writes the intent of a side effect before anything is sent, or finds the earlier one. */
  begin(key: string, intent: Intent): Promise<Begun>;
  /** From here on the vendor may have acted. False when someone else is already there. */
  sending(key: string, holder?: Holder): Promise<boolean>;
  /**
   * Replaces the holder of an entry that is sending: by itself, renewed, or by who takes it over. False
   * when it is no longer the one that was read, or the entry is not sending any more.
   */
  handOver(key: string, from: Holder | undefined, to: Holder): Promise<boolean>;
  /**
   * The vendor surely did nothing (refused, unreachable before the request left): free to send again.
   * Of an entry that somebody else has taken over since it changes nothing.
   */
  retract(key: string, holder?: Holder): Promise<void>;
  /** The effect happened; `result` is what a repeat of the step answers. Plain JSON. */
  done(key: string, result: unknown): Promise<void>;
  entry(key: string): Promise<LedgerEntry | undefined>;

  /**
   * Replaces a containment by what `change` makes of it (undefined when there is none; it keeps it by
   * answering undefined), and answers what there is then. Atomic and durable as `revise` is not: power too.
   */
  reviseContainment(
    id: string,
    change: (now: Containment | undefined) => Containment | undefined,
  ): Promise<Containment | undefined>;
  containment(id: string): Promise<Containment | undefined>;
  /** Those that are neither ended nor left, of one kind or of all, by id. */
  openContainments(kind?: ContainmentKind): Promise<Containment[]>;

  /** Adds to a record, once a key; what is added is durable and linked to what was there before it. */
  append(chain: string, key: string, event: RecordEvent): Promise<void>;
  /** A record, from its first entry. */
  record(chain: string): Promise<RecordEntry[]>;

  /**
   * Replaces a document by what `change` makes of it (undefined when there is none), and answers that;
   * undefined deletes it.
   * Atomic: of several at once each sees what the one before it wrote, so `change` may be called more
   * than once and must have no effect of its own. Outlives the process, not a loss of power.
   */
  revise<T>(name: string, change: (document: T | undefined) => T): Promise<T>;

  /** A document of up to several MB, as it was saved last; undefined when it never was. */
  checkpoint(name: string): Promise<Checkpoint | undefined>;
  /**
   * Replaces it, all or nothing, and only if it still is of the version that was read (0: not there yet);
   * answers whether it did. Of several that saw one version exactly one is told `true`. Power too.
   */
  saveCheckpoint(name: string, expectedVersion: number, value: unknown): Promise<boolean>;

  /** Keeps what was found out until a time (ISO 8601), in place of what was kept under this key. */
  keep(key: string, value: unknown, until: string): Promise<void>;
  /** What is kept under a key and still good at a time. */
  kept(key: string, at: string): Promise<unknown>;
  /** Deletes what is no longer good at a time; answers how much that was. */
  prune(at: string): Promise<number>;

  close(): Promise<void>;
}

export interface Checkpoint {
  /** From 1 on; grows by one with each save. */
  version: number;
  /** Plain JSON. */
  value: unknown;
}

/** What a step is about to do, as people read it. */
export interface Intent {
  /** Name of the activity. */
  action: string;
  /** What it is done to: a title, an address, an id. */
  target: string;
  runId: string;
  /** When the run came to it. Milliseconds since 1970 are not for people: ISO 8601. */
  at: string;
  /** By the clock of the machine that wrote it; an entry of an older version has none. */
  begun?: string;
}

/** Who is sending, or holds a lease: one attempt of one process. */
export interface Holder {
  /** No two attempts have the same. */
  id: string;
  /** As `ledger/this-process.ts` names it. */
  process: string;
  /** When it last said that it is at it, in milliseconds since 1970 by its own clock; 0 once it let go. */
  renewed: number;
}

export const ENTRY_STATES = ["intended", "sending", "done"] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

export interface LedgerEntry {
  key: string;
  intent: Intent;
  state: EntryState;
  /** While sending; an entry of an older version, or of what is sent at most once, has none. */
  holder?: Holder;
  /** Set when done. */
  result?: unknown;
}

export interface Begun {
  entry: LedgerEntry;
  isNew: boolean;
}

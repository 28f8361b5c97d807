import type { LedgerEntry } from "./ledger";

/** A step of L3: the entry as it is afterwards, or undefined when it is not one to take. */
export type Transition = (entry: LedgerEntry) => LedgerEntry | undefined;

/** intended → sending, for exactly one caller. */
export const toSending: Transition = (entry) =>
  entry.state === "intended" ? { ...entry, state: "sending" } : undefined;

/** sending → intended; nothing else goes back. */
export const backToIntended: Transition = (entry) =>
  entry.state === "sending" ? { ...entry, state: "intended" } : undefined;

/**
 * → done, with the first result for good. From intended too: a repeat may have taken the entry back
 * while the answer of the first execution was still on its way, and what happened, happened.
 */
export const toDone =
  (result: unknown): Transition =>
  (entry) =>
    entry.state === "done" ? undefined : { ...entry, state: "done", result };

/** The error of a change to an entry that does not exist. */
export const neverBegun = (key: string): Error =>
  new Error(`Cannot change the ledger entry "${key}": call begin() with this key first`);

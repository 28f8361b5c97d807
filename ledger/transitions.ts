import type { Holder, LedgerEntry } from "./ledger";

/** A step of L3: the entry as it is afterwards, or undefined when it is not one to take. */
export type Transition = (entry: LedgerEntry) => LedgerEntry | undefined;

/** intended → sending, for exactly one caller. */
export const toSending =
  (holder?: Holder): Transition =>
  (entry) =>
    entry.state === "intended"
      ? { ...entry, state: "sending", ...(holder && { holder }) }
      : undefined;

/** sending → sending by another holder, for exactly one of those that read the same one. */
export const handedOver =
  (from: Holder | undefined, to: Holder): Transition =>
  (entry) => {
    const isAsRead = entry.holder?.id === from?.id && entry.holder?.renewed === from?.renewed;
    return entry.state === "sending" && isAsRead ? { ...entry, holder: to } : undefined;
  };

/** sending → intended, when it is still this holder that is sending; nothing else goes back. */
export const backToIntended =
  (holder?: Holder): Transition =>
  (entry) => {
    if (entry.state !== "sending" || (holder && entry.holder?.id !== holder.id)) return undefined;
    return { ...withoutHolder(entry), state: "intended" };
  };

/**
 * → done, with the first result for good. From intended too: a repeat may have taken the entry back
 * while the answer of the first execution was still on its way, and what happened, happened.
 */
export const toDone =
  (result: unknown): Transition =>
  (entry) =>
    entry.state === "done" ? undefined : { ...withoutHolder(entry), state: "done", result };

/** Nobody is sending it any more. */
function withoutHolder(entry: LedgerEntry): LedgerEntry {
  const { holder, ...rest } = entry;
  return holder ? rest : entry;
}

/** The error of a change to an entry that does not exist. */
export const neverBegun = (key: string): Error =>
  new Error(`Cannot change the ledger entry "${key}": call begin() with this key first`);

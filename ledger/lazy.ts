import type { Ledger } from "./ledger";

/** A ledger that is opened when it is first needed; when that fails, the next call tries again. */
export function lazily(open: () => Promise<Ledger>): Ledger {
  let opening: Promise<Ledger> | undefined;

  function opened(): Promise<Ledger> {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  return {
    begin: async (key, intent) => (await opened()).begin(key, intent),
    sending: async (key, holder) => (await opened()).sending(key, holder),
    handOver: async (key, from, to) => (await opened()).handOver(key, from, to),
    retract: async (key, holder) => (await opened()).retract(key, holder),
    done: async (key, result) => (await opened()).done(key, result),
    entry: async (key) => (await opened()).entry(key),
    reviseContainment: async (id, change) => (await opened()).reviseContainment(id, change),
    containment: async (id) => (await opened()).containment(id),
    openContainments: async (kind) => (await opened()).openContainments(kind),
    append: async (chain, key, event) => (await opened()).append(chain, key, event),
    record: async (chain) => (await opened()).record(chain),
    revise: async (name, change) => (await opened()).revise(name, change),
    checkpoint: async (name) => (await opened()).checkpoint(name),
    saveCheckpoint: async (name, expectedVersion, value) =>
      (await opened()).saveCheckpoint(name, expectedVersion, value),
    keep: async (key, value, until) => (await opened()).keep(key, value, until),
    kept: async (key, at) => (await opened()).kept(key, at),
    prune: async (at) => (await opened()).prune(at),
    close: async () => (await opening)?.close(),
  };
}

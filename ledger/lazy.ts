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
    sending: async (key) => (await opened()).sending(key),
    retract: async (key) => (await opened()).retract(key),
    done: async (key, result) => (await opened()).done(key, result),
    entry: async (key) => (await opened()).entry(key),
    contain: async (containment) => (await opened()).contain(containment),
    release: async (id, at) => (await opened()).release(id, at),
    containmentsInForce: async (kind, at) => (await opened()).containmentsInForce(kind, at),
    revise: async (name, change) => (await opened()).revise(name, change),
    keep: async (key, value, until) => (await opened()).keep(key, value, until),
    kept: async (key, at) => (await opened()).kept(key, at),
    prune: async (at) => (await opened()).prune(at),
    close: async () => (await opening)?.close(),
  };
}

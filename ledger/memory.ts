import type { Containment } from "../domain/containment";
import { byValue, ended, isInForce, joined } from "./in-force";
import type { Ledger, LedgerEntry } from "./ledger";
import { type Transition, backToIntended, neverBegun, toDone, toSending } from "./transitions";

/** A ledger that ends with the process: for tests. */
export function memoryLedger(): Ledger {
  // JSON text, as in the other two: what does not survive it must not seem to.
  const entries = new Map<string, string>();
  const containments = new Map<string, Containment>();
  const documents = new Map<string, string>();
  const findings = new Map<string, { text: string; until: number }>();

  const read = (key: string): LedgerEntry | undefined => {
    const text = entries.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as LedgerEntry);
  };
  const write = (entry: LedgerEntry): void => void entries.set(entry.key, JSON.stringify(entry));

  function change(key: string, transition: Transition): boolean {
    const entry = read(key);
    if (!entry) throw neverBegun(key);
    const next = transition(entry);
    if (next) write(next);
    return next !== undefined;
  }

  return {
    async begin(key, intent) {
      const earlier = read(key);
      if (earlier) return { entry: earlier, isNew: false };
      write({ key, intent, state: "intended" });
      return { entry: read(key)!, isNew: true };
    },
    sending: async (key) => change(key, toSending),
    retract: async (key) => void change(key, backToIntended),
    done: async (key, result) => void change(key, toDone(result)),
    entry: async (key) => read(key),

    async contain(containment) {
      const { id } = containment;
      containments.set(id, structuredClone(joined(containments.get(id), containment)));
    },
    async release(id, at) {
      const next = ended(containments.get(id), at);
      if (next) containments.set(id, next);
      return next !== undefined;
    },
    async containmentsInForce(kind, at) {
      const all = [...containments.values()];
      return structuredClone(
        byValue(all.filter((one) => one.observable.kind === kind && isInForce(one, at))),
      );
    },
    async revise<T>(name: string, revision: (document: T | undefined) => T): Promise<T> {
      const text = documents.get(name);
      const next = revision(text === undefined ? undefined : (JSON.parse(text) as T));
      documents.set(name, JSON.stringify(next));
      return next;
    },

    keep: async (key, value, until) =>
      void findings.set(key, { text: JSON.stringify(value), until: new Date(until).getTime() }),
    async kept(key, at) {
      const found = findings.get(key);
      return found && found.until > new Date(at).getTime() ? JSON.parse(found.text) : undefined;
    },
    async prune(at) {
      const old = [...findings].filter(([, { until }]) => until <= new Date(at).getTime());
      for (const [key] of old) findings.delete(key);
      return old.length;
    },
    close: async () => undefined,
  };
}

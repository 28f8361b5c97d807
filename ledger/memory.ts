import type { Containment } from "../domain/containment";
import { isOpen } from "../domain/containment";
import type { RecordEntry } from "../domain/record";
import { byId } from "./by-id";
import type { Ledger, LedgerEntry } from "./ledger";
import { linked } from "./record";
import {
  type Transition,
  backToIntended,
  handedOver,
  neverBegun,
  toDone,
  toSending,
} from "./transitions";

/** A ledger that ends with the process: for tests. */
export function memoryLedger(): Ledger {
  // JSON text, as in the other two: what does not survive it must not seem to.
  const entries = new Map<string, string>();
  const containments = new Map<string, Containment>();
  const documents = new Map<string, string>();
  const records = new Map<string, RecordEntry[]>();
  const checkpoints = new Map<string, { version: number; text: string }>();
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

  async function revise<T>(name: string, revision: (document: T | undefined) => T): Promise<T> {
    const text = documents.get(name);
    const next = revision(text === undefined ? undefined : (JSON.parse(text) as T));
    if (next === undefined) documents.delete(name);
    else documents.set(name, JSON.stringify(next));
    return next;
  }

  return {
    async begin(key, intent) {
      const earlier = read(key);
      if (earlier) return { entry: earlier, isNew: false };
      write({ key, intent, state: "intended" });
      return { entry: read(key)!, isNew: true };
    },
    sending: async (key, holder) => change(key, toSending(holder)),
    handOver: async (key, from, to) => change(key, handedOver(from, to)),
    retract: async (key, holder) => void change(key, backToIntended(holder)),
    done: async (key, result) => void change(key, toDone(result)),
    entry: async (key) => read(key),

    async reviseContainment(id, revision) {
      const next = revision(structuredClone(containments.get(id)));
      if (next) containments.set(id, structuredClone(next));
      return structuredClone(containments.get(id));
    },
    containment: async (id) => structuredClone(containments.get(id)),
    async openContainments(kind) {
      const all = [...containments.values()].filter(isOpen);
      return structuredClone(byId(all.filter((one) => kind === undefined || one.kind === kind)));
    },
    async append(chain, key, event) {
      const all = records.get(chain) ?? [];
      if (all.some((one) => one.key === key)) return;
      records.set(chain, [...all, linked(all.at(-1), { chain, key, event })]);
    },
    record: async (chain) => structuredClone(records.get(chain) ?? []),
    revise,

    async checkpoint(name) {
      const found = checkpoints.get(name);
      return found && { version: found.version, value: JSON.parse(found.text) as unknown };
    },
    async saveCheckpoint(name, expectedVersion, value) {
      if ((checkpoints.get(name)?.version ?? 0) !== expectedVersion) return false;
      checkpoints.set(name, { version: expectedVersion + 1, text: JSON.stringify(value) });
      return true;
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

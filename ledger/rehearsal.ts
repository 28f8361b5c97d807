import { type Containment, isOpen } from "../domain/containment";
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

/**
 * A ledger for a rehearsal: it reads what the real one holds, and keeps what is written to itself, so
 * that nothing of the rehearsal is remembered. One for each step: two steps do not see each other.
 */
export function rehearsalLedger(real: Ledger): Ledger {
  const entries = copyOnWrite((key) => real.entry(key));
  const containments = copyOnWrite((id) => real.containment(id));
  const documents = copyOnWrite((name) => documentIn(real, name));
  const findings = new Map<string, { value: unknown; until: number }>();
  const checkpoints = copyOnWrite((name) => real.checkpoint(name));
  const appended: Parameters<Ledger["append"]>[] = [];

  async function change(key: string, transition: Transition): Promise<boolean> {
    const entry = await entries.get(key);
    if (!entry) throw neverBegun(key);
    const next = transition(entry);
    if (next) entries.set(key, next);
    return next !== undefined;
  }

  return {
    async begin(key, intent) {
      const earlier = await entries.get(key);
      if (earlier) return { entry: earlier, isNew: false };
      const entry: LedgerEntry = { key, intent, state: "intended" };
      entries.set(key, entry);
      return { entry, isNew: true };
    },
    sending: (key, holder) => change(key, toSending(holder)),
    handOver: (key, from, to) => change(key, handedOver(from, to)),
    retract: async (key, holder) => void (await change(key, backToIntended(holder))),
    done: async (key, result) => void (await change(key, toDone(result))),
    entry: (key) => entries.get(key),

    async reviseContainment(id, revision) {
      const next = revision(await containments.get(id));
      if (next) containments.set(id, next);
      return containments.get(id);
    },
    containment: (id) => containments.get(id),
    async openContainments(kind) {
      const ours = containments.written();
      const others = (await real.openContainments(kind)).filter(({ id }) => !ours.has(id));
      const isOfKind = (one: Containment): boolean => kind === undefined || one.kind === kind;
      return byId([...others, ...[...ours.values()].filter((one) => isOpen(one) && isOfKind(one))]);
    },

    append: async (...entry) => void appended.push(entry),
    async record(chain) {
      const entriesOf: RecordEntry[] = [...(await real.record(chain))];
      for (const [of, key, event] of appended) {
        if (of !== chain || entriesOf.some((entry) => entry.key === key)) continue;
        entriesOf.push(linked(entriesOf.at(-1), { chain, key, event }));
      }
      return entriesOf;
    },

    async revise<T>(name: string, revision: (document: T | undefined) => T): Promise<T> {
      const next = revision((await documents.get(name)) as T | undefined);
      documents.set(name, next);
      return next;
    },

    checkpoint: (name) => checkpoints.get(name),
    async saveCheckpoint(name, expectedVersion, value) {
      const now = await checkpoints.get(name);
      if ((now?.version ?? 0) !== expectedVersion) return false;
      checkpoints.set(name, { version: expectedVersion + 1, value });
      return true;
    },

    keep: async (key, value, until) =>
      void findings.set(key, { value: copyOf(value), until: Date.parse(until) }),
    async kept(key, at) {
      const found = findings.get(key);
      return found && found.until > Date.parse(at) ? copyOf(found.value) : real.kept(key, at);
    },
    prune: async () => 0,
    close: async () => undefined,
  };
}

/** Values that are read once, and from then on live here. */
function copyOnWrite<T>(read: (key: string) => Promise<T | undefined>) {
  const own = new Map<string, T>();
  return {
    async get(key: string): Promise<T | undefined> {
      const value = own.has(key) ? own.get(key) : await read(key);
      return copyOf(value);
    },
    set: (key: string, value: T): void => void own.set(key, copyOf(value)),
    written: (): ReadonlyMap<string, T> => structuredClone(own),
  };
}

/** Through JSON, as in a real one: what does not survive it must not seem to. */
const copyOf = <T>(value: T): T =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);

/** What a document holds: read by a revision that is broken off, so that nothing is written. */
async function documentIn(real: Ledger, name: string): Promise<unknown> {
  let found: unknown;
  const enough = new Error("The document was only read");
  try {
    await real.revise<unknown>(name, (document) => {
      found = document;
      throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return found;
}

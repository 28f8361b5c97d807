import { createHash } from "node:crypto";
import type { Observable } from "../domain/observable";
import type { Sources } from "../domain/policy";
import type { Reputation } from "../domain/reputation";
import { sources } from "../domain/source";
import type { SourceName } from "../domain/source-name";
import type { Caller } from "../domain/turns";
import { agoOf } from "../domain/readable-time";
import type { ActivityDependencies } from "./dependencies";
import type { TurnTaker } from "./turns";

const hour = 3_600_000;

/**
 * Look-ups of which equal ones reach the vendor once, however many incidents ask: who comes while one
 * is on its way waits for its answer, who comes later gets what is kept, and reads that it is kept.
 */
export function createLookUps(
  { connectors: { reputations }, ledger, policy, now }: ActivityDependencies,
  turns: TurnTaker,
) {
  const readings = readingsOf(policy.sources);

  async function keptOf(key: string): Promise<Reputation | undefined> {
    const at = now().toISOString();
    const kept = (await ledger.kept(key, at)) as Kept | undefined;
    if (!kept) return undefined;
    const { askedAt, reputation } = kept;
    const evidence = `${reputation.evidence} (from cache, ${agoOf(askedAt, at)} old)`;
    return { ...reputation, evidence, keptSince: askedAt };
  }

  async function ask(source: SourceName, observable: Observable, key: string): Promise<Reputation> {
    const reputation = await reputations[source].lookUp(observable);
    const keepMs = hour * hoursOf(reputation, policy.sources[source]);
    if (keepMs === 0) return reputation;
    const askedAt = now();
    const until = new Date(askedAt.getTime() + keepMs).toISOString();
    await ledger.keep(key, { askedAt: askedAt.toISOString(), reputation } satisfies Kept, until);
    return reputation;
  }

  return {
    async lookUp(source: SourceName, observable: Observable, by: Caller): Promise<Reputation> {
      const key = `${source}-${readings[source]}/${observable.kind}/${observable.value}`;
      const known = (): Promise<Reputation | undefined> => keptOf(key);
      // What is never kept has no answer to wait for: everybody asks for themselves.
      const isShared = policy.sources[source].keepHours > 0;
      const caller = { ...by, key: isShared ? key : `${by.holder} ${key}` };
      return (
        (await known()) ??
        turns.take(sources[source].budget ?? source, caller, {
          known,
          make: () => ask(source, observable, key),
        })
      );
    },
  };
}

/** What is kept of an answer. */
interface Kept {
  askedAt: string;
  reputation: Reputation;
}

const hoursOf = (
  { verdict }: Reputation,
  source: { keepHours: number; keepUnknownHours: number },
): number => (verdict === "unknown" ? source.keepUnknownHours : source.keepHours);

/** A name for how each source's numbers are read: under another policy nothing older is good. */
const readingsOf = (policies: Sources): Record<SourceName, string> =>
  Object.fromEntries(
    Object.entries(policies).map(([name, source]) => {
      const reading = JSON.stringify({ ...source, isAsked: true });
      const hash = createHash("sha256").update(reading).digest("hex");
      return [name, hash.slice(0, 8)];
    }),
  ) as Record<SourceName, string>;

import { randomUUID } from "node:crypto";
import { checkingWrites } from "../connectors/before-write";
import { ConnectorError } from "../connectors/connector-error";
import { isRehearsing } from "../connectors/rehearsal";
import type { Holder, Ledger } from "../ledger/ledger";
import { isGone, thisProcess } from "../ledger/this-process";

/**
 * How long a holder is one without renewing, how often it renews, and how much the clocks of two
 * machines differ at most. Lease and difference together are shorter than the retries of a step go on. Read
 * at each use: a test with real processes shortens them.
 */
export const leaseTimes = { leaseMs: 15_000, renewMs: 5_000, skewMs: 5_000 };

/** Where it is written down who holds a lease. */
interface LeasePlace {
  /** What it is about, as an error names it. */
  name: string;
  /** False when somebody else has it. */
  take(holder: Holder): Promise<boolean>;
  /** Replaces what a holder wrote; false when somebody else has it by now. */
  renew(from: Holder, to: Holder): Promise<boolean>;
  release(holder: Holder): Promise<unknown>;
}

/** The holders that are at it in this process. */
const atWork = new Set<string>();

/**
 * Whether a holder may still change something. One whose process has ended, or of this process and not
 * at it, may not; of another machine's it is known when the lease has run out by both clocks. To a
 * rehearsal, which changes nothing, nobody is in the way.
 */
export function mayBeAtWork(holder: Holder | undefined): boolean {
  if (!holder || holder.renewed === 0 || isRehearsing()) return false;
  if (holder.process === thisProcess) return atWork.has(holder.id);
  if (isGone(holder.process)) return false;
  return Math.abs(Date.now() - holder.renewed) < leaseTimes.leaseMs + leaseTimes.skewMs;
}

/**
 * Does work as the holder of a lease, which is renewed meanwhile and let go in the end; answers
 * undefined when somebody else has it. Who loses it, stopped for too long perhaps, sends nothing more:
 * each change that work sends is checked, and throws "transient".
 */
export async function leased<T>(
  place: LeasePlace,
  work: (holder: Holder) => Promise<T>,
): Promise<{ done: T } | undefined> {
  let holder: Holder = { id: randomUUID(), process: thisProcess, renewed: Date.now() };
  let isOurs = stopwatch();
  let renewing: Promise<void> = Promise.resolve();

  async function renew(): Promise<void> {
    const next = { ...holder, renewed: Date.now() };
    const isNextOurs = stopwatch();
    const isRenewed = await place.renew(holder, next);
    isOurs = isRenewed ? isNextOurs : () => false;
    holder = next;
  }
  const check = (): void => {
    if (!isOurs()) throw lost(place.name);
  };

  atWork.add(holder.id);
  try {
    if (!(await place.take(holder))) return undefined;
    const timer = setInterval(() => {
      // One that fails is tried again the next time; until then the lease runs on.
      renewing = renewing.then(renew).catch(() => undefined);
    }, leaseTimes.renewMs).unref();
    try {
      return { done: await checkingWrites(check, () => work(holder)) };
    } finally {
      clearInterval(timer);
      await renewing;
      // The work's end counts, whatever becomes of this: nobody renews it, so it runs out.
      await place.release(holder).catch(() => undefined);
    }
  } finally {
    atWork.delete(holder.id);
  }
}

/** Says whether the lease runs on that begins now: by both clocks, since one of them stops in a sleeping machine. */
function stopwatch(): () => boolean {
  const [steady, clock] = [performance.now(), Date.now()];
  return () =>
    Math.max(performance.now() - steady, Math.abs(Date.now() - clock)) < leaseTimes.leaseMs;
}

/** It may have sent something before it lost it: whoever comes next looks. */
const lost = (name: string): ConnectorError =>
  new ConnectorError(
    "activity",
    "transient",
    `was stopped for too long at "${name}", so it sent nothing more`,
    { mayHaveHappened: true },
  );

const isOf = ({ id }: Holder, found: Holder | undefined): boolean => found?.id === id;

const atAnother = (name: string): ConnectorError =>
  new ConnectorError("activity", "rate-limited", `another execution is at "${name}"`, {
    retryAfterSeconds: 5,
  });

/**
 * Does work that one execution at a time may do, among all machines. Whoever comes second gets `busy`:
 * left out, an answer that says when to come back. The lease of one whose process was killed is free at once on the same machine, and after 20
 * seconds on another.
 */
export async function alone<T>(
  ledger: Ledger,
  name: string,
  work: () => Promise<T>,
  busy = atAnother(name),
): Promise<T> {
  const document = `lease/${name}`;
  const revise = async (change: (now: Holder | undefined) => Holder | undefined) =>
    ledger.revise<Holder | undefined>(document, change);

  const held = await leased(
    {
      name,
      take: async (holder) =>
        isOf(
          holder,
          await revise((now) => (now && mayBeAtWork(now) && !isOf(holder, now) ? now : holder)),
        ),
      renew: async (from, to) => isOf(to, await revise((now) => (isOf(from, now) ? to : now))),
      release: async (holder) => revise((now) => (isOf(holder, now) ? undefined : now)),
    },
    work,
  );
  if (held) return held.done;
  throw busy;
}

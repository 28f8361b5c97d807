import { ConnectorError } from "../connectors/connector-error";
import { isRetryable } from "../domain/outcome";
import type { Holder, Intent, Ledger, LedgerEntry } from "../ledger/ledger";
import { alone, leased, mayBeAtWork } from "./lease";
import { type EffectRecord, recordEffect } from "./record-effect";
import type { Step } from "./step";

type Named = Pick<Intent, "action" | "target">;

/** A side effect that leaves no trace to look for. */
export interface Unaskable<T> extends Named {
  /**
   * Awaits `aboutToSend` when everything is ready and the first byte would leave next: from then on
   * it may have happened. What fails before is sent again; so the shorter the way from there to the
   * vendor, the rarer a message is lost to a crash.
   */
  send: (aboutToSend: () => Promise<void>) => Promise<T>;
}

/** A side effect of which the vendor can tell, afterwards, whether it happened. */
export interface Askable<T> extends Named {
  send: () => Promise<T>;
  /** What `send` would have answered if it happened, at `since` (ISO 8601) or later; null when it did not. */
  look: (since: string) => Promise<T | null>;
}

/** The `look` of an effect that may be repeated: sending it again changes nothing more. */
export const harmlessToRepeat = async (): Promise<null> => null;

/**
 * Brings about one side effect once, however often its activity is delivered and wherever the process
 * was killed. Its intent is in the ledger before the first byte leaves. A repeat answers what is
 * known to have happened; where that is not known, it looks and only then sends. Of two processes that
 * come to it at once, one sends: to the other it is "transient" while that one is at it.
 *
 * Without a `look` the effect is sent at most once, and a repeat that cannot know says "maybe".
 *
 * The incident's record is told along with the ledger: a repeat completes what a crash left out.
 */
export function once<T>(ledger: Ledger, step: Step, effect: Askable<T>): Promise<T>;
export function once<T>(ledger: Ledger, step: Step, effect: Unaskable<T>): Promise<T | "maybe">;
export function once<T>(ledger: Ledger, step: Step, effect: Effect<T>): Promise<T | "maybe"> {
  const running = runningIn(ledger);
  const other = running.get(step.key);
  if (other) return other as Promise<T | "maybe">;
  const execution = perform(ledger, step, effect).finally(() => running.delete(step.key));
  running.set(step.key, execution);
  return execution;
}

/**
 * Of a side effect that the caller itself has seen to have happened: what a crash left open of it, in
 * ledger and record, is completed. Nothing where it never was about to be sent.
 */
export async function completeSeen(ledger: Ledger, step: Step, effect: Named): Promise<void> {
  const entry = await ledger.entry(step.key);
  if (!entry || entry.state === "intended") return;
  const result = entry.state === "done" ? entry.result : {};
  await finished({ ledger, key: step.key, record: recordEffect(ledger, step, effect) }, result);
}

type Effect<T> = Askable<T> | (Unaskable<T> & { look?: never });

/** What this process is at, by key: to a second delivery, "sending" would look like a crash. */
const executions = new WeakMap<Ledger, Map<string, Promise<unknown>>>();

function runningIn(ledger: Ledger): Map<string, Promise<unknown>> {
  const running = executions.get(ledger) ?? new Map<string, Promise<unknown>>();
  executions.set(ledger, running);
  return running;
}

async function perform<T>(ledger: Ledger, step: Step, effect: Effect<T>): Promise<T | "maybe"> {
  const { key, runId, at } = step;
  const record = recordEffect(ledger, step, effect);
  const place: Place = { ledger, key, record };
  const begun = new Date().toISOString();
  const intent = { action: effect.action, target: effect.target, runId, at, begun };
  const [{ entry }] = await Promise.all([ledger.begin(key, intent), record.intended()]);
  if (entry.state === "done") await record.done(entry.result);
  if (!effect.look) return atMostOnce(place, entry, effect);
  if (entry.state === "done") {
    return isRepeat(entry.intent, intent)
      ? (entry.result as T)
      : anew(ledger, step, effect, entry.intent.at);
  }
  if (entry.state !== "sending")
    return send(place, effect, (holder) => ledger.sending(key, holder));

  // Before the look: what one does that ends in between, the look may not have seen.
  const isOthers = mayBeAtWork(entry.holder) || mayBeAlive(entry.intent, runId);
  const found = await effect.look(entry.intent.at);
  if (found !== null) return finished(place, found);
  if (isOthers) throw atWork(key);
  return send(place, effect, (holder) => ledger.handOver(key, entry.holder, holder));
}

/** Where an effect is written down. */
interface Place {
  ledger: Ledger;
  key: string;
  record: EffectRecord;
}

/** Whether an intent is the same step of the same run, delivered once more. */
const isRepeat = (first: Intent, now: Intent): boolean =>
  first.runId === now.runId && first.at === now.at;

/** Longer than a write waits for its answer, shorter than the retries of a step go on (30 s). */
const longestSendMs = 25_000;

/**
 * Whether another run may be sending right now: an alert and its incident start one each, at once, on
 * two machines. What the vendor does not show yet would be done twice. A run that was killed comes
 * back under its own id.
 */
const mayBeAlive = ({ runId: other, begun }: Intent, runId: string): boolean =>
  other !== runId && Math.abs(Date.now() - Date.parse(begun ?? "")) < longestSendMs;

/**
 * A later run comes to what an earlier one has done. It was true then: since, somebody may have
 * reopened the incident or deleted the comment. So the vendor is asked, where it can be. What is then
 * done again is a step of its own: its repeat finds how far it came. Of several runs that find at once that
 * it is not there any more, one does it again, and the others look once more.
 */
async function anew<T>(
  ledger: Ledger,
  step: Step,
  effect: Askable<T>,
  since: string,
): Promise<T | "maybe"> {
  const again = { ...step, key: `${step.key} again ${step.runId} ${step.at}` };
  const isBegun = (await ledger.entry(again.key)) !== undefined;
  const found = isBegun ? null : await effect.look(since);
  if (found !== null) return found;
  const work = async (): Promise<T | "maybe"> => {
    const byAnotherRun = isBegun ? null : await effect.look(since);
    return byAnotherRun ?? perform(ledger, again, effect);
  };
  return alone(ledger, step.key, work, atWork(step.key));
}

/**
 * Sends as the holder of the entry. It costs the ledger nothing more: who holds it is written along with
 * "sending", again where it takes long, and once more where nobody knows what came of it.
 */
async function send<T>(
  place: Place,
  effect: Askable<T>,
  take: (holder: Holder) => Promise<boolean>,
): Promise<T> {
  const { ledger, key } = place;
  let isSettled = false;
  const sent = await leased(
    {
      name: key,
      take,
      renew: (from, to) => ledger.handOver(key, from, to),
      release: async (holder) =>
        isSettled || ledger.handOver(key, holder, { ...holder, renewed: 0 }),
    },
    async (holder) => {
      try {
        const result = await finished(place, await effect.send());
        isSettled = true;
        return result;
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        // An answer that cannot be read is no end: the repeat looks for what may have happened.
        if (error.mayHaveHappened) throw error.asTransient();
        await refused(place, error, holder);
        isSettled = true;
        throw error;
      }
    },
  );
  return sent ? sent.done : overtaken(ledger, key);
}

/** Sends what cannot be looked for, unless somebody has sent it or may have. */
async function atMostOnce<T>(
  place: Place,
  { state, result }: LedgerEntry,
  effect: Unaskable<T>,
): Promise<T | "maybe"> {
  const { ledger, key, record } = place;
  if (state === "done") return result as T;
  if (state === "sending") return unknown(record);
  let isOurs: boolean | undefined;
  const aboutToSend = async (): Promise<void> => {
    isOurs ??= await ledger.sending(key);
    if (!isOurs) throw new ConnectorError("activity", "transient", `"${key}" is being sent`);
  };
  try {
    return await finished(place, await effect.send(aboutToSend));
  } catch (error) {
    if (isOurs === false) return byAnother(ledger, key);
    if (!isOurs || !(error instanceof ConnectorError)) throw error;
    if (error.mayHaveHappened) return unknown(record);
    await refused(place, error);
    throw error;
  }
}

async function finished<T>({ ledger, key, record }: Place, result: T): Promise<T> {
  await Promise.all([ledger.done(key, result), record.done(result)]);
  return result;
}

async function unknown(record: EffectRecord): Promise<"maybe"> {
  await record.maybe();
  return "maybe";
}

/** The vendor surely did nothing; the record hears of it when no retry is to come. */
async function refused(
  { ledger, key, record }: Place,
  error: ConnectorError,
  holder?: Holder,
): Promise<void> {
  const isFinal = !isRetryable(error.kind);
  await Promise.all([
    ledger.retract(key, holder),
    isFinal ? record.refused(error.message) : undefined,
  ]);
}

/** Another process has sent it, or is at it. */
async function byAnother<T>(ledger: Ledger, key: string): Promise<T | "maybe"> {
  const entry = await ledger.entry(key);
  return entry?.state === "done" ? (entry.result as T) : "maybe";
}

/** Another process took the entry between our reading and our sending. */
async function overtaken<T>(ledger: Ledger, key: string): Promise<T> {
  const entry = await ledger.entry(key);
  if (entry?.state === "done") return entry.result as T;
  throw atWork(key);
}

/** Retried by the durable runtime; by then the other one has finished, or there is something to look for. */
const atWork = (key: string): ConnectorError =>
  new ConnectorError("activity", "transient", `another execution is sending "${key}"`);

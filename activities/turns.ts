import { createHash } from "node:crypto";
import { ConnectorError } from "../connectors/connector-error";
import { type QuotaSaid, hearingQuotas } from "../connectors/quota";
import type { Budget } from "../domain/budget";
import { readableTime } from "../domain/readable-time";
import { type Caller, type Turn, type Turns, askForTurn, endTurn, noTurns } from "../domain/turns";
import { counted } from "../domain/words";
import type { Ledger } from "../ledger/ledger";
import { type Revise, combining } from "./combining";
import { isGone, thisProcess } from "../ledger/this-process";

/** Lets calls to services go when their budgets allow it, over all runs and all processes. */
export interface TurnTaker {
  /**
   * Makes a call when it is its turn. `known` is looked at once more right before: what somebody
   * else found out meanwhile needs no call. Throws "rate-limited" with `turn` when it has to wait.
   */
  take<T>(vendor: string, caller: Caller, call: PacedCall<T>): Promise<T>;
}

interface PacedCall<T> {
  /** Which part of the vendor is called, where each has a budget of its own: a subscription's endpoint. */
  part?: string | undefined;
  known?: () => Promise<T | undefined>;
  make: () => Promise<T>;
}

interface TurnSettings {
  ledger: Ledger;
  budgets: Readonly<Record<string, Budget>>;
  /** Which key, instance or workspace a vendor is asked by: each has a budget of its own. */
  scopes: Readonly<Record<string, string>>;
  now: () => Date;
}

export function createTurns({ ledger, budgets, scopes, now }: TurnSettings): TurnTaker {
  const documents = new Map<string, Revise<Turns>>();

  function turnsOf(vendor: string, part: string | undefined): Revise<Turns> {
    const name = turnsName(vendor, scopes, part);
    const revise = documents.get(name) ?? combining(ledger, name, noTurns);
    documents.set(name, revise);
    return revise;
  }

  return {
    async take(vendor, by, call) {
      const revise = turnsOf(vendor, call.part);
      const names = { key: shortName(by.key), holder: shortName(by.holder) };
      const caller: Caller = { ...by, ...names, process: thisProcess };
      const { turn, at: grantedAt } = await revise((turns) => {
        const at = now().getTime();
        const asked = askForTurn(turns, budgets[vendor] ?? {}, caller, at, isGone);
        return [asked.turns, { turn: asked.turn, at }];
      });
      if (turn.kind !== "go") throw notYet(vendor, turn, now());
      const isGood = (): boolean => now().getTime() - grantedAt < longestGood;
      const made = await attempt(vendor, call, isGood);
      const ended = revise((turns) => {
        const at = now().getTime();
        const closedUntil = made.closedSeconds && at + made.closedSeconds * 1_000;
        return [endTurn(turns, caller, at, { ...made, closedUntil }), undefined];
      });
      // An answer is not thrown away: the call counts as lost, and for a minute more.
      await ended.catch(() => undefined);
      if ("error" in made) throw made.error;
      return made.value;
    },
  };
}

/** Who was stopped for longer between its turn and its call, a sleeping machine perhaps, asks again. */
const longestGood = 20_000;

/** A URL is long, and thousands may wait: a document of Azure holds half a million characters. */
const shortName = (text: string): string =>
  createHash("sha256").update(text).digest("base64url").slice(0, 16);

/** The ledger's name for the turns of one vendor and one key. */
const turnsName = (
  vendor: string,
  scopes: Readonly<Record<string, string>>,
  part: string | undefined,
): string =>
  `turns/${vendor}/${scopes[vendor] ?? ""}${part === undefined ? "" : `/${part.toLowerCase()}`}`;

type Attempt<T> = ({ value: T } | { error: unknown }) & {
  wasMade: boolean;
  told?: QuotaSaid | undefined;
  closedSeconds?: number | undefined;
};

async function attempt<T>(
  vendor: string,
  { known, make }: PacedCall<T>,
  isGood: () => boolean,
): Promise<Attempt<T>> {
  let told: QuotaSaid | undefined;
  let wasMade = false;
  try {
    const found = await known?.();
    if (found !== undefined) return { value: found, wasMade };
    if (!isGood()) throw missed(vendor);
    wasMade = true;
    const value = await hearingQuotas((said) => (told = said), make);
    return { value, wasMade, told };
  } catch (error) {
    const closedSeconds = wasMade && error instanceof ConnectorError ? error.retryAfterSeconds : 0;
    return { error, wasMade, told, closedSeconds };
  }
}

const missed = (vendor: string): ConnectorError =>
  new ConnectorError(
    vendor,
    "transient",
    "Missed its turn: nothing was asked for too long after it came",
  );

function notYet(vendor: string, turn: Exclude<Turn, { kind: "go" }>, now: Date): ConnectorError {
  const untilMs = Number.isFinite(turn.until) ? turn.until : now.getTime() + 365 * 86_400_000;
  const at = new Date(untilMs).toISOString();
  const retryAfterSeconds = Math.max(0.001, (untilMs - now.getTime()) / 1_000);
  const ahead = turn.kind === "join" ? 0 : turn.ahead;
  const isSkipped = turn.kind === "skip" ? { isSkipped: true as const } : {};
  return new ConnectorError(vendor, "rate-limited", sentenceOf(turn, at), {
    retryAfterSeconds,
    turn: { ahead, at, ...isSkipped },
  });
}

function sentenceOf(turn: Exclude<Turn, { kind: "go" }>, at: string): string {
  if (turn.kind === "join") return "The same is being asked for another incident";
  const when = `its turn comes at ${readableTime(at)}, after ${counted(turn.ahead, "other call")}`;
  if (turn.kind === "wait") return `Waits for its budget: ${when}`;
  return Number.isFinite(turn.until)
    ? `Was not asked: ${when}, and the policy's budget does not wait that long`
    : "Was not asked: the policy's budget allows no call at all";
}

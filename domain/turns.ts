import type { Budget } from "./budget";
import {
  type Flight,
  type Load,
  type Told,
  countOf,
  dayOf,
  monthOf,
  startOfDay,
  startOfMonth,
  timeOfTurn,
} from "./turn-time";

/**
 * Whose turn it is to call a service whose quota many runs share. Pure: a state, a question at a
 * time, and the state after it; `activities/turns.ts` keeps the state in the ledger. Rules:
 *
 * T1. At no time are more calls on their way, or made in any 60 seconds, five minutes, day or
 *     month, than the budget allows. A call counts from when it may begin until its answer, wherever in between the
 *     service counts it; one whose process died counts as if it had taken as long as one can, or until
 *     somebody finds that it died.
 * T2. Who waits gets its turn by rank, then by when it first asked: a free turn is kept for it.
 * T3. Equal calls (of one key) are made once: whoever asks meanwhile is told when to look again.
 * T4. Who is told a time and does not come is forgotten, and keeps nobody waiting.
 * T5. The state stays small: of a line that is too long the end is told its time and not remembered.
 *
 * Times are milliseconds since 1970, by the clocks of several machines: what is late by one of them
 * counts as later, and what no clock could have written yet is corrected.
 */
export interface Turns extends Load {
  /** In order. */
  waiting: Waiting[];
}

interface Waiting {
  key: string;
  rank: number;
  since: number;
  due: number;
}

/** Somebody who wants to call. */
export interface Caller {
  /** Equal calls have equal keys. */
  key: string;
  /** Who asks: asking again as the same holder goes on with a call that was cut off. */
  holder: string;
  /** The higher, the sooner. */
  rank: number;
  /** When it first asked. */
  since: number;
  /** The process that would make the call. */
  process?: string;
}

export type Turn =
  | { kind: "go" }
  /** Somebody else is asking the same. */
  | { kind: "join"; until: number }
  | { kind: "wait"; until: number; ahead: number }
  /** The budget does without the service rather than wait that long. */
  | { kind: "skip"; until: number; ahead: number };

/** What a service says about its quota in the headers of an answer. */
export interface Allowance {
  left: number;
  /** When it is full again. */
  until: number;
}

const minute = 60_000;
/** No call takes longer: what is still in flight then has died with its process. */
const longestCall = minute;
/** How long after its time somebody who waits may come. */
const grace = 2 * minute;
/** So much do clocks of machines differ at most; what is later than that was written by a wrong one. */
const skew = minute;
/** A service that is closed for longer was closed by a wrong clock. */
const longestClosed = 25 * 60 * minute;
const longestTold = 33 * 24 * 60 * minute;
/** With short keys 400 KB: in Azure a document may have half a million characters. */
const longestLine = 5_000;
const leastMade = 1_000;

export const noTurns: Turns = {
  made: [],
  inFlight: [],
  waiting: [],
  day: { period: 0, calls: 0 },
  month: { period: 0, calls: 0 },
  callMs: 500,
  closedUntil: 0,
  told: null,
};

/**
 * Asks for a turn at a time; the state after it, and what the caller does. `isGone` tells of processes
 * that have surely ended.
 */
export function askForTurn(
  turns: Turns,
  budget: Budget,
  caller: Caller,
  now: number,
  isGone = (_process: string): boolean => false,
): { turns: Turns; turn: Turn } {
  const { key, holder } = caller;
  const asIs = asOf(turns, budget, now);
  const gone = asIs.inFlight.filter(({ process }) => process !== undefined && isGone(process));
  const present = gone.reduce((all, lost) => cutOff(all, lost, now), asIs);
  const others = present.inFlight.find((flight) => flight.key === key);
  if (others && others.holder !== holder) {
    return { turns: present, turn: { kind: "join", until: answerOf(others, present, now) } };
  }
  const current = others ? cutOff(present, others, now) : present;
  const line = inLine(current.waiting, caller, now);
  const ahead = line.findIndex((one) => one.key === key);
  const until = timeOfTurn(current, budget, ahead, now);
  if (until <= now) {
    const waiting = line.toSpliced(ahead, 1);
    return { turns: begun({ ...current, waiting }, caller, now), turn: { kind: "go" } };
  }
  const { skipAfterMinutes = Infinity } = budget;
  // A limit of nothing at all has no end to wait for.
  if (until - caller.since > skipAfterMinutes * minute || !Number.isFinite(until)) {
    const waiting = line.toSpliced(ahead, 1);
    return { turns: { ...current, waiting }, turn: { kind: "skip", until, ahead } };
  }
  const waiting = line.with(ahead, { ...line[ahead]!, due: until }).slice(0, longestLine);
  return { turns: { ...current, waiting }, turn: { kind: "wait", until, ahead } };
}

/** When to look for the answer of a call: the longer it takes, the later. */
const answerOf = ({ at }: Flight, { callMs }: Turns, now: number): number =>
  Math.max(now + 1_000, at + 2 * callMs, now + (now - at) / 2);

/** A call whose process died before its answer was known: the service has counted it by now. */
const cutOff = (turns: Turns, lost: Flight, now: number): Turns => ({
  ...turns,
  inFlight: turns.inFlight.filter((flight) => flight !== lost),
  made: [...turns.made, now],
});

/** A call has ended: answered, refused, or never made because its answer was there already. */
export function endTurn(
  turns: Turns,
  { key, holder }: Pick<Caller, "key" | "holder">,
  now: number,
  end: { wasMade: boolean; closedUntil?: number | undefined; told?: Allowance | undefined },
): Turns {
  const current = turnedOver(turns, now);
  const flight = current.inFlight.find((one) => one.key === key && one.holder === holder);
  const inFlight = current.inFlight.filter((one) => one !== flight);
  const { closedUntil = 0, told } = end;
  const rest = { ...current, inFlight, closedUntil: Math.max(current.closedUntil, closedUntil) };
  if (!end.wasMade) return flight ? takenBack(rest) : rest;
  return {
    ...rest,
    made: [...current.made, now],
    callMs: flight
      ? Math.round(0.8 * current.callMs + 0.2 * Math.max(0, now - flight.at))
      : current.callMs,
    told: told ? heard(told, rest) : current.told,
  };
}

/**
 * What is left, as the service said. Others are on their way, and it may not have counted them when
 * it answered; and of two answers about one period the later to come may be the earlier that was said.
 */
function heard({ left, until }: Allowance, { told, inFlight }: Turns): Told {
  const now = Math.max(0, left - inFlight.length);
  const isSamePeriod = told !== null && until < told.until + 2_000;
  return { left: isSamePeriod ? Math.min(now, Math.max(0, told.left)) : now, until };
}

const begun = (turns: Turns, { key, holder, process }: Caller, now: number): Turns => ({
  ...turns,
  inFlight: [...turns.inFlight, { key, holder, at: now, ...(process && { process }) }],
  day: { ...turns.day, calls: turns.day.calls + 1 },
  month: { ...turns.month, calls: turns.month.calls + 1 },
  told: turns.told && { ...turns.told, left: turns.told.left - 1 },
});

const takenBack = (turns: Turns): Turns => ({
  ...turns,
  day: { ...turns.day, calls: Math.max(0, turns.day.calls - 1) },
  month: { ...turns.month, calls: Math.max(0, turns.month.calls - 1) },
  told: turns.told && { ...turns.told, left: turns.told.left + 1 },
});

/** The state with what time has done to it. */
function asOf(turns: Turns, budget: Budget, now: number): Turns {
  const { perMinute = 0, perFiveMinutes = 0 } = budget;
  const window = budget.perFiveMinutes === undefined ? minute : 5 * minute;
  const latest = now + skew;
  const flights = turns.inFlight.map((one) => (one.at > latest ? { ...one, at: now } : one));
  const [inFlight, lost] = parted(flights, ({ at }) => at + longestCall > now);
  const made = [...turns.made, ...lost.map(({ at }) => at + longestCall)]
    .map((at) => (at > latest ? now : at))
    .filter((at) => at + window > now)
    .toSorted((a, b) => a - b);
  return {
    ...turnedOver(turns, now),
    made: made.slice(-Math.max(perMinute, perFiveMinutes, leastMade)),
    inFlight,
    waiting: turns.waiting.filter(({ due }) => due + grace > now),
    closedUntil: turns.closedUntil > now + longestClosed ? 0 : turns.closedUntil,
    told:
      turns.told && turns.told.until > now && turns.told.until < now + longestTold
        ? turns.told
        : null,
  };
}

function parted<T>(all: T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

/** A new day or month begins with the calls on their way: it may be the one that counts them. */
function turnedOver(turns: Turns, now: number): Turns {
  const since = (start: number): number =>
    turns.inFlight.filter(({ at }) => at + longestCall > start).length;
  const [day, month] = [dayOf(now), monthOf(now)];
  return {
    ...turns,
    day: countOf(turns.day, day, () => since(startOfDay(day))),
    month: countOf(turns.month, month, () => since(startOfMonth(month))),
  };
}

/** Everyone who waits, in order, the caller among them; those that wait are in order already. */
function inLine(waiting: Waiting[], { key, rank, since }: Caller, now: number): Waiting[] {
  const known = waiting.find((one) => one.key === key);
  const mine: Waiting = known
    ? { ...known, rank: Math.max(known.rank, rank), since: Math.min(known.since, since) }
    : { key, rank, since, due: now };
  const others = known ? waiting.filter((one) => one !== known) : waiting;
  const place = others.findIndex((one) => isBefore(mine, one));
  return others.toSpliced(place === -1 ? others.length : place, 0, mine);
}

const isBefore = (a: Waiting, b: Waiting): boolean =>
  a.rank === b.rank ? (a.since === b.since ? a.key < b.key : a.since < b.since) : a.rank > b.rank;

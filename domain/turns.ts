import type { Budget } from "./budget";

/**
 * Whose turn it is to call a service whose quota many runs share. Pure: a state, a question at a
 * time, and the state after it; `activities/turns.ts` keeps the state in the ledger. Rules:
 *
 * T1. At no time are more calls on their way, or made in any 60 seconds, day or month, than the
 *     budget allows. A call counts from when it may begin until its answer, wherever in between the
 *     service counts it; one whose process died counts as if it had taken as long as one can.
 * T2. Who waits gets its turn by rank, then by when it first asked: a free turn is kept for it.
 * T3. Equal calls (of one key) are made once: whoever asks meanwhile is told when to look again.
 * T4. Who is told a time and does not come is forgotten, and keeps nobody waiting.
 *
 * Times are milliseconds since 1970.
 */
export interface Turns {
  /** When answers came, of the calls of the last minute, oldest first. */
  made: number[];
  inFlight: Flight[];
  waiting: Waiting[];
  /** Calls of the present day and month in UTC, both counted from 1970. */
  day: Count;
  month: Count;
  /** How long a call takes, as far as is known. */
  callMs: number;
  /** Nobody calls before: the service said so. */
  closedUntil: number;
  /** What the service said is left, and until when. */
  told: Told | null;
}

interface Count {
  period: number;
  calls: number;
}

interface Told {
  left: number;
  until: number;
}

interface Flight {
  key: string;
  holder: string;
  at: number;
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

/** Asks for a turn at a time; the state after it, and what the caller does. */
export function askForTurn(
  turns: Turns,
  budget: Budget,
  caller: Caller,
  now: number,
): { turns: Turns; turn: Turn } {
  const current = asOf(turns, now);
  const { key, holder } = caller;
  const others = current.inFlight.find((flight) => flight.key === key);
  if (others && others.holder !== holder) {
    const until = Math.max(now + 1_000, others.at + 2 * current.callMs);
    return { turns: current, turn: { kind: "join", until } };
  }
  const inFlight = current.inFlight.filter((flight) => flight !== others);
  const line = inLine(current.waiting, caller, now);
  const ahead = line.findIndex((one) => one.key === key);
  const until = timeOfTurn({ ...current, inFlight }, budget, ahead, now);
  if (until <= now) {
    const waiting = line.filter((one) => one.key !== key);
    return { turns: begun({ ...current, inFlight, waiting }, caller, now), turn: { kind: "go" } };
  }
  const { skipAfterMinutes = Infinity } = budget;
  // A limit of nothing at all has no end to wait for.
  if (until - now > skipAfterMinutes * minute || !Number.isFinite(until)) {
    const waiting = line.filter((one) => one.key !== key);
    return { turns: { ...current, waiting }, turn: { kind: "skip", until, ahead } };
  }
  const waiting = line.map((one) => (one.key === key ? { ...one, due: until } : one));
  return { turns: { ...current, waiting }, turn: { kind: "wait", until, ahead } };
}

/** A call has ended: answered, refused, or never made because its answer was there already. */
export function endTurn(
  turns: Turns,
  { key, holder }: Pick<Caller, "key" | "holder">,
  now: number,
  end: { wasMade: boolean; closedUntil?: number | undefined; told?: Allowance | undefined },
): Turns {
  const flight = turns.inFlight.find((one) => one.key === key && one.holder === holder);
  const inFlight = turns.inFlight.filter((one) => one !== flight);
  const { closedUntil = 0, told } = end;
  const rest = { ...turns, inFlight, closedUntil: Math.max(turns.closedUntil, closedUntil) };
  if (!end.wasMade) return flight ? takenBack(rest) : rest;
  return {
    ...rest,
    made: [...turns.made, now],
    callMs: flight ? Math.round(0.8 * turns.callMs + 0.2 * (now - flight.at)) : turns.callMs,
    // Others are on their way, and the service may not have counted them when it answered.
    told: told ? { left: Math.max(0, told.left - inFlight.length), until: told.until } : turns.told,
  };
}

const begun = (turns: Turns, { key, holder }: Caller, now: number): Turns => ({
  ...turns,
  inFlight: [...turns.inFlight, { key, holder, at: now }],
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
function asOf(turns: Turns, now: number): Turns {
  const lost = turns.inFlight.filter(({ at }) => at + longestCall <= now);
  const made = [...turns.made, ...lost.map(({ at }) => at + longestCall)];
  return {
    ...turns,
    made: made.filter((at) => at + minute > now).toSorted((a, b) => a - b),
    inFlight: turns.inFlight.filter((flight) => !lost.includes(flight)),
    waiting: turns.waiting.filter(({ due }) => due + grace > now),
    day: countOf(turns.day, dayOf(now)),
    month: countOf(turns.month, monthOf(now)),
    told: turns.told && turns.told.until > now ? turns.told : null,
  };
}

const countOf = (count: Count, period: number): Count =>
  count.period === period ? count : { period, calls: 0 };

const dayMs = 24 * 60 * minute;
const dayOf = (at: number): number => Math.floor(at / dayMs);

function monthOf(at: number): number {
  const date = new Date(at);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** Everyone who waits, in order, the caller among them. */
function inLine(waiting: Waiting[], { key, rank, since }: Caller, now: number): Waiting[] {
  const known = waiting.find((one) => one.key === key);
  const mine: Waiting = known
    ? { ...known, rank: Math.max(known.rank, rank), since: Math.min(known.since, since) }
    : { key, rank, since, due: now };
  return [...waiting.filter((one) => one !== known), mine].toSorted(
    (a, b) => b.rank - a.rank || a.since - b.since || (a.key < b.key ? -1 : 1),
  );
}

/**
 * When somebody with so many ahead may begin, if each of those begins as soon as it may and takes as
 * long as calls do.
 */
function timeOfTurn(turns: Turns, budget: Budget, ahead: number, now: number): number {
  const { perMinute = Infinity, concurrent = Infinity } = budget;
  const { callMs } = turns;
  // For the future, what is in flight is answered when calls usually are, and at the earliest now.
  const flying = turns.inFlight.map(({ at }) => Math.max(at + callMs, now + 1));
  const answers = [...turns.made, ...flying].toSorted((a, b) => a - b);
  const ends = flying.toSorted((a, b) => a - b);
  const periods = createPeriods(turns, budget);
  let at = now;
  for (let index = 0; index <= ahead; index += 1) {
    at = Math.max(at, turns.closedUntil);
    at = Math.max(at, afterLast(answers, perMinute, minute), afterLast(ends, concurrent, 0));
    at = periods.next(at);
    answers.push(at + callMs);
    ends.push(at + callMs);
  }
  return at;
}

/** The time from which there are less than `limit` of those in a window. */
function afterLast(times: number[], limit: number, window: number): number {
  if (limit === 0) return Infinity;
  const oldest = times.length < limit ? undefined : times[times.length - limit];
  return oldest === undefined ? 0 : oldest + window;
}

/** Days, months and what the service said: each call takes one of each. */
function createPeriods({ day, month, told }: Turns, { perDay, perMonth }: Budget) {
  const limits = [
    periodically(day, perDay, dayOf, (period) => period * dayMs),
    periodically(month, perMonth, monthOf, (period) => Date.UTC(1970, period)),
  ];
  let left = told?.left ?? Infinity;
  return {
    next(from: number): number {
      let at = from;
      if (told && at < told.until) {
        if (left <= 0) at = told.until;
        left -= 1;
      }
      // A new month is a new day, too; twice is enough.
      for (const limit of [...limits, ...limits]) at = limit.next(at);
      for (const limit of limits) limit.take(at);
      return at;
    },
  };
}

function periodically(
  now: Count,
  limit: number | undefined,
  periodOf: (at: number) => number,
  startOf: (period: number) => number,
) {
  let count = now;
  return {
    next: (at: number): number => {
      if (limit === undefined || !Number.isFinite(at)) return at;
      if (limit === 0) return Infinity;
      const period = periodOf(at);
      return countOf(count, period).calls < limit ? at : startOf(period + 1);
    },
    take: (at: number): void => {
      if (limit === undefined || !Number.isFinite(at)) return;
      const current = countOf(count, periodOf(at));
      count = { ...current, calls: current.calls + 1 };
    },
  };
}

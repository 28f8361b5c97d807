import type { Budget } from "./budget";

/** Calls of a day or month in UTC, both counted from 1970. */
export interface Count {
  period: number;
  calls: number;
}

/** What a service is busy with, and what is known of its limits beside the budget. */
export interface Load {
  /** When answers came, of the calls of the last minute (five where the budget has those), oldest first. */
  made: number[];
  inFlight: Flight[];
  /** Calls of the present day and month in UTC. */
  day: Count;
  month: Count;
  /** How long a call takes, as far as is known. */
  callMs: number;
  /** Nobody calls before: the service said so. */
  closedUntil: number;
  /** What the service said is left, and until when. */
  told: Told | null;
}

export interface Flight {
  key: string;
  holder: string;
  at: number;
  /** Which process makes the call, where that was said. */
  process?: string;
}

export interface Told {
  left: number;
  until: number;
}

const minute = 60_000;
const dayMs = 24 * 60 * minute;

export const dayOf = (at: number): number => Math.floor(at / dayMs);
export const startOfDay = (day: number): number => day * dayMs;
export const startOfMonth = (month: number): number => Date.UTC(1970, month);

export function monthOf(at: number): number {
  const date = new Date(at);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/**
 * The count of a period, which begins with `first`. One that is behind the count's own is by a clock
 * that is late: it must not begin anew.
 */
export const countOf = (count: Count, period: number, first = (): number => 0): Count =>
  count.period >= period ? count : { period, calls: first() };

/**
 * When somebody with so many ahead may begin, if each of those begins as soon as it may and takes as
 * long as calls do.
 */
export function timeOfTurn(load: Load, budget: Budget, ahead: number, now: number): number {
  const { perMinute = Infinity, perFiveMinutes = Infinity, concurrent = Infinity } = budget;
  const { callMs, closedUntil } = load;
  // For the future, what is in flight is answered when calls usually are.
  const flying = load.inFlight.map(({ at }) => expectedEnd(at, callMs, now));
  const answers = [...load.made, ...flying].toSorted((a, b) => a - b);
  const ends = flying.toSorted((a, b) => a - b);
  const periods = createPeriods(load, budget);
  let at = now;
  for (let index = 0; index <= ahead; index += 1) {
    at = Math.max(at, closedUntil);
    at = Math.max(at, afterLast(answers, perMinute, minute), afterLast(ends, concurrent, 0));
    at = Math.max(at, afterLast(answers, perFiveMinutes, 5 * minute));
    at = periods.next(at);
    add(answers, at + callMs);
    add(ends, at + callMs);
  }
  return at;
}

/**
 * When a call is answered: one that is overdue, the longer it has taken, the later. Who waits for it
 * asks a dozen times, and not each millisecond, until it counts as lost.
 */
function expectedEnd(at: number, callMs: number, now: number): number {
  const usual = at + callMs;
  return usual > now ? usual : Math.ceil(now + Math.max(100, (now - at) / 2));
}

/** Adds a time to times in order, of which it is one of the last. */
function add(times: number[], time: number): void {
  let place = times.length;
  while (place > 0 && times[place - 1]! > time) place -= 1;
  if (place === times.length) times.push(time);
  else times.splice(place, 0, time);
}

/** The time from which there are less than `limit` of those in a window. */
function afterLast(times: number[], limit: number, window: number): number {
  if (limit === 0) return Infinity;
  const oldest = times.length < limit ? undefined : times[times.length - limit];
  return oldest === undefined ? 0 : oldest + window;
}

/** Days, months and what the service said: each call takes one of each. */
function createPeriods({ day, month, told }: Load, { perDay, perMonth }: Budget) {
  const limits = [
    ...(perDay === undefined ? [] : [periodically(day, perDay, dayOf, startOfDay)]),
    ...(perMonth === undefined ? [] : [periodically(month, perMonth, monthOf, startOfMonth)]),
  ];
  // A new month is a new day, too; twice is enough.
  const twice = [...limits, ...limits];
  let left = told?.left ?? Infinity;
  return {
    next(from: number): number {
      let at = from;
      if (told && at < told.until) {
        if (left <= 0) at = told.until;
        left -= 1;
      }
      for (const limit of twice) at = limit.next(at);
      for (const limit of limits) limit.take(at);
      return at;
    },
  };
}

function periodically(
  now: Count,
  limit: number,
  periodOf: (at: number) => number,
  startOf: (period: number) => number,
) {
  let count = now;
  return {
    next: (at: number): number => {
      if (!Number.isFinite(at)) return at;
      if (limit === 0) return Infinity;
      const { period, calls } = countOf(count, periodOf(at));
      return calls < limit ? at : startOf(period + 1);
    },
    take: (at: number): void => {
      if (!Number.isFinite(at)) return;
      const current = countOf(count, periodOf(at));
      count = { ...current, calls: current.calls + 1 };
    },
  };
}

import type { Comparison, CorrelationRule } from "../sigma/rule";
import type { Occurrence } from "./occurrence";

/**
 * Whether a correlation's condition holds in the window that ends with an occurrence and begins at a time (a timespan before
 * it). `all`: those that are part of a finding already count as well.
 *
 * It is asked when a record comes, about each window that this record falls into and that ends with a record; so what it
 * answers depends on records and their order alone. `gt`, `gte`: enough has happened. `lt`, `lte`, `eq`, `neq` are as literal: `lt: 3`
 * holds at a group's first record, `eq: 5` at its fifth, whatever follows; none of them sees silence, since nothing asks then.
 */
export type Holds = (end: Occurrence, since: number, all: boolean) => boolean;

const compare: Record<Comparison, (count: number, value: number) => boolean> = {
  gt: (count, value) => count > value,
  gte: (count, value) => count >= value,
  lt: (count, value) => count < value,
  lte: (count, value) => count <= value,
  eq: (count, value) => count === value,
  neq: (count, value) => count !== value,
};

/** Whether more can only make it true. */
export const isRising = ({ condition }: CorrelationRule): boolean =>
  condition.every(({ comparison }) => comparison === "gt" || comparison === "gte");

/** `firings`: for each of the correlation's rules whether that is a correlation, whose firing counts once. */
export function holdsOf(rule: CorrelationRule, firings: readonly boolean[]): Holds {
  const conditions = conditionsOf(rule).map(({ comparison, value }) => ({
    is: compare[comparison],
    value,
  }));
  const count = counting(rule, firings);
  return (end, since, all) => {
    const found = count(end, since, all);
    return found > 0 && conditions.every(({ is, value }) => is(found, value));
  };
}

/** Without a condition: every rule (of a temporal one), something (of the others). */
function conditionsOf(rule: CorrelationRule): CorrelationRule["condition"] {
  if (rule.condition.length > 0) return rule.condition;
  const isOrdered = rule.correlation === "temporal_ordered";
  const all = isOrdered ? rule.rules.length : new Set(rule.rules).size;
  return [{ comparison: "gte", value: rule.correlation.startsWith("temporal") ? all : 1 }];
}

/** How many records of one group its windows need, at the least. */
export const needed = (rule: CorrelationRule): number =>
  Math.max(rule.rules.length, ...conditionsOf(rule).map(({ value }) => Math.ceil(value) + 1));

function counting(
  rule: CorrelationRule,
  firings: readonly boolean[],
): (end: Occurrence, since: number, all: boolean) => number {
  const { correlation, rules } = rule;
  if (correlation === "event_count")
    return countOf(firings, isRising(rule) ? needed(rule) : Infinity);
  if (correlation !== "temporal_ordered") return distinctOf();
  return orderOf(rules.map((id) => rules.indexOf(id)));
}

/** By how often each says that it happened; who asks for no more than `enough` is told no more. */
function countOf(firings: readonly boolean[], enough: number) {
  return (end: Occurrence, since: number, all: boolean): number => {
    let sum = 0;
    for (
      let at: Occurrence | undefined = end;
      at && at.time >= since && sum < enough;
      at = at.older
    )
      if (all || at.detail) sum += firings[at.what as number] ? 1 : at.count;
    return sum;
  };
}

/** So many are looked through faster than a set is made. */
const MOST_IN_LIST = 16;

function* whatsSince(end: Occurrence, since: number, all: boolean): Generator<number | string> {
  for (let at: Occurrence | undefined = end; at && at.time >= since; at = at.older)
    if (all || at.detail) yield at.what;
}

function distinctOf() {
  const distinct: (number | string)[] = [];
  return (end: Occurrence, since: number, all: boolean): number => {
    distinct.length = 0;
    for (let at: Occurrence | undefined = end; at && at.time >= since; at = at.older)
      if ((all || at.detail) && !distinct.includes(at.what)) {
        if (distinct.length >= MOST_IN_LIST) return new Set(whatsSince(end, since, all)).size;
        distinct.push(at.what);
      }
    return distinct.length;
  };
}

/** How many of the rules came one after the other, in their order; a record is not after itself. */
function orderOf(order: readonly number[]) {
  const window: Occurrence[] = [];
  return (end: Occurrence, since: number, all: boolean): number => {
    window.length = 0;
    for (let at: Occurrence | undefined = end; at && at.time >= since; at = at.older)
      if (all || at.detail) window.push(at);
    let reached = 0;
    let before: Occurrence | undefined;
    for (let at = window.length - 1; at >= 0; at -= 1) {
      const one = window[at]!;
      if (one.what !== order[reached] || isAtOnce(one, before)) continue;
      reached += 1;
      before = one;
    }
    window.length = 0;
    return reached;
  };
}

const isAtOnce = (one: Occurrence, other: Occurrence | undefined): boolean =>
  one.time === other?.time && one.seq === other.seq;

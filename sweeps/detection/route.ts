import type { DetectionRule } from "../sigma/rule";
import type { Feed } from "./correlator";
import { SPOKEN } from "./gathered";
import type { Plan } from "./plan";
import type { Subject } from "./subject";

/** The way of all records that match the same rules. */
export interface Route {
  readonly feeds: readonly Feed[];
  /** What of a record decides where it goes, and what is told of it. */
  readonly fields: readonly string[];
  /** By the values of these fields. */
  readonly subjects: Map<string, Subject>;
  /** How often one was known since these were last forgotten. */
  hits: number;
  /** For so many records none is kept: those before said something new each time. */
  rest: number;
  /** The way of those that match one rule more. */
  readonly next: Map<DetectionRule, Route>;
}

export const routeOf = (feeds: readonly Feed[]): Route => ({
  feeds,
  fields: [
    ...new Set([
      ...SPOKEN,
      ...feeds.flatMap(({ groupBy, values }) => [...groupBy.map(({ field }) => field), ...values]),
    ]),
  ],
  subjects: new Map(),
  hits: 0,
  rest: 0,
  next: new Map(),
});

export function routeAfter(route: Route, rule: DetectionRule, plan: Plan): Route {
  const known = route.next.get(rule);
  if (known) return known;
  const made = routeOf([...route.feeds, ...plan.feedsOf(rule)]);
  route.next.set(rule, made);
  return made;
}

import { UNLIKE } from "../likeness";
import type { DetectionRule } from "../sigma/rule";
import type { Feed } from "./correlator";
import { SPOKEN } from "./gathered";
import type { Plan } from "./plan";
import type { Route } from "./subject";

export function routeOf(feeds: readonly Feed[]): Route {
  const grouping = feeds.flatMap(({ groupBy, values }) => [
    ...groupBy.map(({ field }) => field),
    ...values,
  ]);
  const fields = [...new Set([...SPOKEN, ...grouping])];
  return {
    feeds,
    fields,
    isAlike: !fields.some((field) => UNLIKE.has(field)),
    subjects: new Map(),
    hits: 0,
    rest: 0,
    next: new Map(),
  };
}

export function routeAfter(route: Route, rule: DetectionRule, plan: Plan): Route {
  const known = route.next.get(rule);
  if (known) return known;
  const made = routeOf([...route.feeds, ...plan.feedsOf(rule)]);
  route.next.set(rule, made);
  return made;
}

import type { LogKind } from "../log-kind";
import type { Expression } from "./expression";
import { fitOf, namesOf } from "./logsource";
import type { DetectionRule, Matcher } from "./rule";
import { type KindRule, indexedMatcher } from "./rule-index";
import { addEventIds, withEventId } from "./specialise";

export interface CompiledRule {
  readonly rule: DetectionRule;
  readonly expression: Expression;
}

/**
 * The function of a rule set that gives each kind its matcher, made at the first question. Kinds that no rule tells
 * apart share one: how many there are depends on the rules, not on what a log makes up.
 */
export function matcherOf(rules: readonly CompiledRule[]): (kind: LogKind) => Matcher {
  const byKind = new WeakMap<LogKind, { matcher: Matcher }>();
  const shared = new Map<string, Matcher>();
  const eventIds = new Set<number>();
  for (const { expression } of rules) addEventIds(expression, eventIds);

  return (kind) => {
    const known = byKind.get(kind);
    if (known) return known.matcher;
    const key = keyOf(kind, eventIds);
    const matcher = shared.has(key) ? shared.get(key) : indexedMatcher(rulesAbout(kind, rules));
    shared.set(key, matcher);
    byKind.set(kind, { matcher });
    return matcher;
  };
}

/** The rules that records of this kind can match, each with what remains of it when the event's id is known. */
export function rulesAbout(kind: LogKind, rules: readonly CompiledRule[]): KindRule[] {
  const names = namesOf(kind);
  const { eventId } = kind;
  return rules.flatMap(({ rule, expression }) => {
    const renames = fitOf(rule.logsource, names);
    if (!renames) return [];
    const rest = eventId === undefined ? expression : withEventId(expression, eventId);
    if (rest.type === "constant" && !rest.value) return [];
    return [{ rule, expression: rest, renames }];
  });
}

/** The same for kinds that no rule tells apart. */
function keyOf(kind: LogKind, eventIds: ReadonlySet<number>): string {
  const { product, services, categories } = namesOf(kind);
  const { eventId } = kind;
  const id = eventId === undefined ? "none" : eventIds.has(eventId) ? eventId : "other";
  const renamed = [...categories].map(([category, renames]) => [category, ...renames]);
  return JSON.stringify([product, [...services], renamed, id]);
}

import type { LogKind } from "../log-kind";
import type { Expression } from "./expression";
import { fitOf, namesOf } from "./logsource";
import type { DetectionRule, Matcher } from "./rule";
import { type KindRule, indexedMatcher } from "./rule-index";
import { asksEventId, withEventId } from "./specialise";

export interface CompiledRule {
  readonly rule: DetectionRule;
  readonly expression: Expression;
}

/** Kinds that mean the same rules share a matcher; of more than this many different ones each has its own. */
const MOST_SHARED = 2_000;

/** The function of a rule set that gives each kind its matcher, made at the first question and kept with the kind. */
export function matcherOf(rules: readonly CompiledRule[]): (kind: LogKind) => Matcher {
  const byKind = new WeakMap<LogKind, { matcher: Matcher }>();
  const shared = new Map<string, Matcher>();
  return (kind) => {
    const known = byKind.get(kind);
    if (known) return known.matcher;
    const about = rulesAbout(kind, rules);
    const key = keyOf(kind, about);
    const matcher = shared.has(key)
      ? shared.get(key)
      : indexedMatcher(
          kind,
          about.map(({ rule }) => rule),
        );
    if (shared.size < MOST_SHARED) shared.set(key, matcher);
    byKind.set(kind, { matcher });
    return matcher;
  };
}

interface About {
  readonly index: number;
  readonly rule: KindRule;
  readonly asksEventId: boolean;
}

/** The rules that records of this kind can match, each with what remains of it when the event's id is known. */
export function rulesAbout(kind: LogKind, rules: readonly CompiledRule[]): About[] {
  const names = namesOf(kind);
  const { eventId } = kind;
  return rules.flatMap(({ rule, expression }, index) => {
    const renames = fitOf(rule.logsource, names);
    if (!renames) return [];
    const rest = eventId === undefined ? expression : withEventId(expression, eventId);
    if (rest.type === "constant" && !rest.value) return [];
    return [
      { index, rule: { rule, expression: rest, renames }, asksEventId: asksEventId(expression) },
    ];
  });
}

/** The same for kinds whose matcher may be one: its view answers for the channel and the id where a record does not. */
function keyOf(kind: LogKind, about: readonly About[]): string {
  if (about.length === 0) return "";
  const eventId = about.some((one) => one.asksEventId) ? kind.eventId : undefined;
  const renamed = about.filter(({ rule }) => rule.renames.size > 0).map(({ index }) => index);
  return JSON.stringify([kind.channel, eventId, renamed, about.map(({ index }) => index)]);
}

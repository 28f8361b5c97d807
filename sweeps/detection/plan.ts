import type { CorrelationRule, DetectionRule, RuleSet } from "../sigma/rule";
import { type Correlator, type Feed, correlator, feedOf, meaningOf } from "./correlator";
import type { DetectionLimits } from "./limits";

export interface Plan {
  readonly correlators: readonly Correlator[];
  feedsOf(rule: DetectionRule): readonly Feed[];
  readonly remarks: readonly string[];
}

const ALONE = ["host.name", "user.name", "source.address"];

/** Who feeds whom, and whose findings are told. */
export function planOf(ruleSet: RuleSet, limits: DetectionLimits): Plan {
  const known = new Set(ruleSet.correlations.map(({ id }) => id));
  const circular = new Set(circularOf(ruleSet.correlations));
  const usable = ruleSet.correlations.filter(({ id }) => !circular.has(id));
  const feeds = new Map<string, Feed[]>();
  const feedsOf = (id: string): Feed[] => {
    const some = feeds.get(id) ?? [];
    feeds.set(id, some);
    return some;
  };
  const tells = (id: string): boolean => {
    const users = usable.filter(({ rules }) => rules.includes(id));
    return users.length === 0 || users.some(({ generate }) => generate);
  };
  const standsFor = twinsOf(usable, tells);
  const correlators: Correlator[] = [];
  for (const rule of usable) {
    if (standsFor.get(rule.id) !== rule.id) continue;
    const into = correlator(rule, rule, { known, feeds: feedsOf(rule.id), tells: tells(rule.id) });
    correlators.push(into);
    for (const id of new Set(rule.rules))
      feedsOf(standsFor.get(id) ?? id).push(feedOf(into, rule, id));
  }
  for (const rule of ruleSet.detections) {
    if (!tells(rule.id)) continue;
    const alone = standingAlone(rule, limits.quiet);
    const into = correlator(rule, alone, { known, feeds: [], tells: true, optional: true });
    correlators.push(into);
    feedsOf(rule.id).push(feedOf(into, alone, rule.id));
  }
  return {
    correlators,
    feedsOf: ({ id }) => feeds.get(id) ?? [],
    remarks: [
      ...[...circular].map(
        (id) => `Rule ${id} is not used: it refers to itself through its own correlations.`,
      ),
      ...correlators
        .filter(({ keeps }) => keeps > limits.waiting)
        .map(
          ({ rule }) =>
            `"${rule.title}" (${rule.id}) waits for more records than the ${limits.waiting / 2 - 1} that fit into memory, and cannot hold: lower its threshold.`,
        ),
    ],
  };
}

/** Correlations that count the same are counted once: by id, which one stands for it. Each that gives findings stands for itself. */
function twinsOf(
  correlations: readonly CorrelationRule[],
  tells: (id: string) => boolean,
): ReadonlyMap<string, string> {
  const standsFor = new Map<string, string>();
  for (const twins of Map.groupBy(correlations, (rule) => meaningOf(rule, false)).values()) {
    const [first] = twins.filter(({ id }) => tells(id));
    for (const { id } of twins) standsFor.set(id, tells(id) ? id : (first ?? twins[0]!).id);
  }
  return standsFor;
}

/** A group without a field is a group, too. */
const standingAlone = (rule: DetectionRule, timespan: number): CorrelationRule => ({
  ...rule,
  type: "correlation",
  correlation: "event_count",
  rules: [rule.id],
  groupBy: ALONE,
  timespan,
  condition: [{ comparison: "gte", value: 1 }],
  field: [],
  aliases: {},
  generate: false,
});

/** Ids of the correlations that reach themselves, or one that does. */
function circularOf(correlations: readonly CorrelationRule[]): string[] {
  const byId = new Map(correlations.map((rule) => [rule.id, rule]));
  const sound = new Set<string>();
  for (let before = -1; before !== sound.size;) {
    before = sound.size;
    for (const { id, rules } of correlations)
      if (rules.every((other) => !byId.has(other) || sound.has(other))) sound.add(id);
  }
  return correlations.map(({ id }) => id).filter((id) => !sound.has(id));
}

import { createHash } from "node:crypto";
import type { CorrelationRule, RuleHead } from "../sigma/rule";
import { type Holds, holdsOf, isRising, needed } from "./condition";
import type { GroupField } from "./group-key";

/** A rule made ready: every finding is one of a correlation; a detection that stands alone is a correlation with a threshold of one. */
export interface Correlator {
  readonly rule: RuleHead;
  readonly correlation: CorrelationRule["correlation"];
  readonly timespan: number;
  /** The rule's names of the fields that it groups by. */
  readonly names: readonly string[];
  /** A field to group by may be missing. */
  readonly optional: boolean;
  readonly holds: Holds;
  /** Whether more can only make its condition true. */
  readonly rising: boolean;
  /** Of a temporal_ordered that wants all of its rules: the last, without which it cannot come to hold. */
  readonly lastWhat: number | undefined;
  /** Whether that one, after one of itself, changes nothing: it is wanted once. */
  readonly isLastOnce: boolean;
  /** Records that a group keeps waiting. */
  readonly keeps: number;
  /** Per rule it refers to: whether that is a correlation. */
  readonly firings: readonly boolean[];
  /** Whether it gives findings. */
  readonly tells: boolean;
  /** For which its firing is an occurrence. */
  readonly feeds: readonly Feed[];
  /** Of everything that its windows depend on: those of another rule mean nothing to it. */
  readonly print: string;
}

/** A rule's way into a correlation. */
export interface Feed {
  readonly into: Correlator;
  /** Which of its rules. */
  readonly position: number;
  readonly groupBy: readonly GroupField[];
  /** Whose values count. */
  readonly values: readonly string[];
}

/** What others make of a rule. */
export interface Role {
  /** Ids of all correlations. */
  known: ReadonlySet<string>;
  feeds: readonly Feed[];
  tells: boolean;
  optional?: boolean;
}

export function correlator(head: RuleHead, rule: CorrelationRule, role: Role): Correlator {
  const { correlation, timespan, groupBy, condition, rules } = rule;
  const firings = rules.map((id) => role.known.has(id));
  const { optional = false } = role;
  return {
    rule: head,
    correlation,
    timespan,
    names: groupBy,
    optional,
    holds: holdsOf(rule, firings),
    rising: isRising(rule),
    isLastOnce: rules.indexOf(rules.at(-1)!) === rules.length - 1,
    lastWhat: condition.length > 0 ? undefined : rules.indexOf(rules.at(-1)!),
    keeps: Math.max(correlation === "event_count" ? 16 : 32, 2 * needed(rule)),
    firings,
    tells: role.tells,
    feeds: role.feeds,
    print: createHash("sha256").update(meaningOf(rule, optional)).digest("hex").slice(0, 16),
  };
}

/** The same for two that count the same. */
export function meaningOf(rule: CorrelationRule, optional: boolean): string {
  const { correlation, timespan, groupBy, condition, field, aliases, rules } = rule;
  return JSON.stringify([
    correlation,
    timespan,
    groupBy,
    condition,
    field,
    aliases,
    rules,
    optional,
  ]);
}

export function feedOf(into: Correlator, rule: CorrelationRule, id: string): Feed {
  const fieldOf = (name: string): string => {
    const alias = Object.hasOwn(rule.aliases, name) ? rule.aliases[name]! : {};
    return Object.hasOwn(alias, id) ? alias[id]! : name;
  };
  return {
    into,
    position: rule.rules.indexOf(id),
    groupBy: rule.groupBy.map((name) => ({ name, field: fieldOf(name) })),
    values: rule.correlation === "value_count" ? rule.field.map(fieldOf) : [],
  };
}

import type { LogRecord } from "../../../sweeps/log-record";
import type { CorrelationRule, DetectionRule, RuleHead, RuleSet } from "../../../sweeps/sigma/rule";

const head = (id: string): RuleHead => ({
  id,
  title: `Rule ${id}`,
  level: "medium",
  tags: [],
  references: [],
  falsePositives: [],
  file: `${id}.yml`,
});

export const detection = (id: string): DetectionRule => ({
  ...head(id),
  type: "detection",
  logsource: {},
});

export const MINUTE = 60_000;

/** Groups by "source.address" within ten minutes, unless it says otherwise. */
export const correlation = (
  id: string,
  rest: Partial<CorrelationRule> & Pick<CorrelationRule, "correlation" | "rules">,
): CorrelationRule => ({
  ...head(id),
  type: "correlation",
  groupBy: ["source.address"],
  timespan: 10 * MINUTE,
  condition: [],
  field: [],
  aliases: {},
  generate: false,
  ...rest,
});

/** A record matches the rules whose ids its field "rules" lists, or whatever `matches` says. */
export const ruleSet = (
  detections: readonly DetectionRule[],
  correlations: readonly CorrelationRule[],
  matches = (record: LogRecord, id: string): boolean => [record.get("rules")].flat().includes(id),
): RuleSet => ({
  detections,
  correlations,
  problems: [],
  matcher: () => (record, matched) => {
    for (const rule of detections) if (matches(record, rule.id)) matched(rule);
  },
});

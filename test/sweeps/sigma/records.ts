import { type LogKind, logKind } from "../../../sweeps/log-kind";
import type { FieldValue, LogRecord } from "../../../sweeps/log-record";
import type { RuleOptions } from "../../../sweeps/sigma/expression";
import type { RuleSet } from "../../../sweeps/sigma/rule";
import { loadRules } from "../../../sweeps/sigma/rules";

export type Row = Readonly<Record<string, FieldValue | readonly FieldValue[]>>;

export const kindOf = (kind: Partial<LogKind> = {}): LogKind =>
  logKind({ product: "app", services: [], categories: [], ...kind });

/** A record of a log that is nothing but these fields. */
export function recordOf(row: Row, more: Partial<LogRecord> & { line?: string } = {}): LogRecord {
  const { line, ...rest } = more;
  return {
    kind: kindOf(),
    time: Number.NaN,
    count: 1,
    get: (name) => (Object.hasOwn(row, name) ? row[name] : undefined),
    names: () => Object.keys(row),
    text: () => line ?? JSON.stringify(row),
    identity: () => JSON.stringify(row),
    place: () => ({ name: "test", at: 0 }),
    ...rest,
  };
}

/** The titles of the rules that a record matches. */
export function matchedBy(rules: RuleSet, record: LogRecord): string[] {
  const titles: string[] = [];
  rules.matcher(record.kind)?.(record, ({ title }) => titles.push(title));
  return titles;
}

/** A rule whose section `detection` is this YAML. */
export const ruleText = (detection: string, head = "title: rule"): string =>
  `${head}\nlogsource:\n  product: app\ndetection:\n${detection.replaceAll(/^/gm, "  ")}\n`;

export const rulesOf = (text: string, options: RuleOptions = {}): RuleSet =>
  loadRules([{ file: "rules.yml", text }], options);

/** Whether a record matches a detection; a detection that cannot be used fails the test. */
export function matches(detection: string, record: LogRecord, options: RuleOptions = {}): boolean {
  const rules = rulesOf(ruleText(detection), options);
  if (rules.problems[0]) throw new Error(rules.problems[0].message);
  return matchedBy(rules, record).length > 0;
}

/** What is wrong with a detection. */
export const problemOf = (detection: string, options: RuleOptions = {}): string =>
  rulesOf(ruleText(detection), options)
    .problems.map(({ message }) => message)
    .join("\n");

import type { LogKind } from "../log-kind";
import type { LogRecord } from "../log-record";

/** https://github.com/SigmaHQ/sigma-specification, version 2. */
export const LEVELS = ["informational", "low", "medium", "high", "critical"] as const;
export type Level = (typeof LEVELS)[number];

/** What people read of a rule, and what a finding keeps. */
export interface RuleHead {
  /** Its UUID; of a rule without one, a hash of its file's name and title. */
  id: string;
  /** By which a correlation may call it. */
  name?: string;
  title: string;
  level: Level;
  description?: string;
  author?: string;
  tags: readonly string[];
  references: readonly string[];
  falsePositives: readonly string[];
  /** The file that it is from. */
  file: string;
}

/** A detection of single records, compiled. */
export interface DetectionRule extends RuleHead {
  type: "detection";
  logsource: { product?: string; category?: string; service?: string };
}

export type Comparison = "gt" | "gte" | "lt" | "lte" | "eq" | "neq";

/** A correlation, read and checked; `rules` are ids of rules that exist. */
export interface CorrelationRule extends RuleHead {
  type: "correlation";
  correlation: "event_count" | "value_count" | "temporal" | "temporal_ordered";
  rules: readonly string[];
  groupBy: readonly string[];
  /** In milliseconds. */
  timespan: number;
  /** All of them hold. For a temporal one without a condition: every rule at least once. */
  condition: readonly { comparison: Comparison; value: number }[];
  /** value_count: the field (or fields) whose distinct values count. */
  field: readonly string[];
  /** Alias → rule id → the field that it is there. */
  aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether the rules that it refers to give findings of their own as well. */
  generate: boolean;
}

/** Rules compiled to be run together. */
export interface RuleSet {
  detections: readonly DetectionRule[];
  correlations: readonly CorrelationRule[];
  /** What was not usable, and why. */
  problems: readonly RuleProblem[];
  /** Calls back for each rule that a record matches. The function of a kind is made once. */
  matcher(kind: LogKind): Matcher;
}

/** undefined: no rule is about records of this kind. */
export type Matcher =
  | ((record: LogRecord, matched: (rule: DetectionRule) => void) => void)
  | undefined;

export interface RuleProblem {
  file: string;
  line?: number;
  title?: string;
  /** One sentence: what is wrong and what to do. */
  message: string;
}

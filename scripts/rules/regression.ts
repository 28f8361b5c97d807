import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import type { RuleSet } from "../../sweeps/sigma/rule";
import { readEventLog } from "./event-log";

/** One case of SigmaHQ's: events, and the rule that must match at least so many of them. */
export interface RegressionCase {
  readonly ruleId: string;
  readonly title: string;
  readonly events: string;
  readonly least: number;
}

export interface RegressionResult extends RegressionCase {
  readonly matched: number;
  /** What kept it from being run, if anything did. */
  readonly problem?: string;
}

interface Info {
  rule_metadata?: { id: string; title: string }[];
  regression_tests_info?: { type: string; path: string; match_count?: number }[];
}

/**
 * The cases under a folder: https://github.com/SigmaHQ/sigma-specification/blob/main/sigmahq/sigmahq-regression-convention.md
 */
export function regressionCases(folder: string): RegressionCase[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === "info.yml")
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .flatMap(casesOf);
}

function casesOf(file: string): RegressionCase[] {
  const info = parse(readFileSync(file, "utf8")) as Info;
  const [rule] = info.rule_metadata ?? [];
  return (info.regression_tests_info ?? []).map(({ path, match_count }) => ({
    ruleId: rule?.id ?? "",
    title: rule?.title ?? file,
    events: join(dirname(file), basename(path)),
    least: match_count ?? 1,
  }));
}

export const hasFired = ({ matched, least }: RegressionResult): boolean => matched >= least;

export function runCase(rules: RuleSet, one: RegressionCase): RegressionResult {
  try {
    let matched = 0;
    readEventLog(one.events, (record) =>
      rules.matcher(record.kind)?.(record, ({ id }) => {
        if (id === one.ruleId) matched += 1;
      }),
    );
    return { ...one, matched };
  } catch (error) {
    return { ...one, matched: 0, problem: (error as Error).message };
  }
}

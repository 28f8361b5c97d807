import type { RuleProblem, RuleSet } from "../../sweeps/sigma/rule";
import { type RegressionResult, hasFired } from "./regression";

export interface Coverage {
  files: number;
  compiled: number;
  /** Of all documents that were found, broken ones included. */
  of: number;
  detections: number;
  correlations: number;
  /** Why others cannot be used; most frequent first. */
  reasons: { reason: string; count: number; example: string }[];
  regression?: { cases: number; fired: number; missed: RegressionResult[] };
}

/** What share of rules can be used, why the others cannot, and which cases fire. */
export function coverageOf(
  files: number,
  rules: RuleSet,
  cases: readonly RegressionResult[] | undefined,
): Coverage {
  const compiled = rules.detections.length + rules.correlations.length;
  return {
    files,
    compiled,
    of: compiled + rules.problems.length,
    detections: rules.detections.length,
    correlations: rules.correlations.length,
    reasons: reasonsOf(rules.problems),
    ...(cases && {
      regression: {
        cases: cases.length,
        fired: cases.filter(hasFired).length,
        missed: cases.filter((one) => !hasFired(one)),
      },
    }),
  };
}

/** Problems that differ only in names are one reason. */
function reasonsOf(problems: readonly RuleProblem[]): Coverage["reasons"] {
  const groups = Map.groupBy(problems, ({ message }) =>
    message.replaceAll(/"[^"]*"|%[^%]*%/g, "…"),
  );
  return [...groups]
    .map(([reason, of]) => ({
      reason,
      count: of.length,
      example: of[0] ? `${of[0].file}:${of[0].line ?? 1}` : "",
    }))
    .toSorted((one, other) => other.count - one.count);
}

export function coverageText({ regression, ...coverage }: Coverage): string {
  const { files, compiled, of, detections, correlations, reasons } = coverage;
  const lines = [
    `files         ${files}`,
    `detections    ${detections}`,
    `correlations  ${correlations}`,
    `usable        ${compiled} of ${of} (${share(compiled, of)})`,
    ...reasons.flatMap(({ reason, count, example }) => [
      `  ${String(count).padStart(4)}  ${reason}`,
      `        ${example}`,
    ]),
  ];
  if (!regression) return lines.join("\n");
  const { cases, fired, missed } = regression;
  return [
    ...lines,
    `cases fired   ${fired} of ${cases} (${share(fired, cases)})`,
    ...missed.map(
      ({ title, events, matched, least, problem }) =>
        `  ${title}: ${problem ?? `matched ${matched} instead of at least ${least}`} (${events})`,
    ),
  ].join("\n");
}

const share = (part: number, of: number): string =>
  of === 0 ? "none" : `${(Math.floor((part / of) * 10_000) / 100).toFixed(2)} %`;

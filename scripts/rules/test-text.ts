import type { RuleTest } from "./test-rules";

/** The outcome as a table for people, problems below it. */
export function testText(tests: readonly RuleTest[]): string {
  const rows = tests.map(({ rule, level, positives, negatives, problems }) => [
    rule,
    level,
    String(positives),
    String(negatives),
    problems.length === 0 ? "" : String(problems.length),
  ]);
  const table = [["rule", "level", "positive", "negative", "problems"], ...rows];
  const widths = table[0]!.map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? "").length)),
  );
  const problems = tests.flatMap(({ problems: of }) => of);
  return [
    ...table.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    ),
    ...problems.map(({ file, line, message }) => `${file}:${line}: ${message}`),
    `${tests.length} rules, ${problems.length} problems`,
  ].join("\n");
}

import { parseArgs } from "node:util";
import { loadRules } from "../sweeps/sigma/rules";
import { printable } from "./follow/terminal";
import { coverageOf, coverageText } from "./rules/coverage";
import { ruleFiles } from "./rules/files";
import { placeholdersOf } from "./rules/placeholders";
import { listMarkdown, listText } from "./rules/list";
import { regressionCases, runCase } from "./rules/regression";
import { tellingRules, testRules } from "./rules/test-rules";
import { testText } from "./rules/test-text";

const OWN = "rules";

const usage = `npm run rules -- test [RULES_DIR...] [--json]
  Runs the examples that rules give of themselves (docs/sweep-rules.md) against all rules of the folders, those of
  this project when none is named. Ends with 1 when one goes otherwise than it says, or a rule has none.

npm run rules -- list [RULES_DIR...] [--markdown] [--json]
  The rules that give findings.

npm run rules -- coverage RULES_DIR... [--regression DIR] [--placeholder NAME=VALUE...] [--json]
  How many of the Sigma rules in folders can be used, and why others cannot. With --regression also whether each
  case there (SigmaHQ's regression_data) makes its rule match. Ends with 1 when a case does not. Rules with a %NAME%
  can be used only with values for it.`;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      regression: { type: "string" },
      placeholder: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [command = "", ...folders] = positionals;
  const given = folders.length > 0 ? folders : [OWN];
  if (command === "coverage" && folders.length > 0) coverage(folders, values);
  else if (command === "test") test(given, values.json);
  else if (command === "list") list(given, values);
  else {
    console.log(usage);
    process.exitCode = values.help ? 0 : 2;
  }
}

interface CoverageOptions {
  regression?: string | undefined;
  placeholder: readonly string[];
  json: boolean;
}

function coverage(
  folders: readonly string[],
  { regression, placeholder, json }: CoverageOptions,
): void {
  const files = folders.flatMap(ruleFiles);
  const rules = loadRules(files, { placeholders: placeholdersOf(placeholder) });
  const results =
    regression === undefined
      ? undefined
      : regressionCases(regression).map((one) => runCase(rules, one));
  const found = coverageOf(files.length, rules, results);
  show(json, found, coverageText(found));
  process.exitCode = (found.regression?.missed.length ?? 0) > 0 ? 1 : 0;
}

function test(folders: readonly string[], json: boolean): void {
  const tests = testRules(folders.flatMap(ruleFiles));
  show(json, tests, testText(tests));
  const problems = tests.flatMap((one) => one.problems).length;
  process.exitCode = problems > 0 || tests.length === 0 ? 1 : 0;
}

function list(
  folders: readonly string[],
  { json, markdown }: { json: boolean; markdown: boolean },
): void {
  const rules = loadRules(folders.flatMap(ruleFiles));
  show(json, [...tellingRules(rules).values()], markdown ? listMarkdown(rules) : listText(rules));
}

function show(json: boolean, data: unknown, text: string): void {
  if (json) console.log(JSON.stringify(data, null, 2));
  else for (const line of text.split("\n")) console.log(printable(line));
}

try {
  main();
} catch (error) {
  console.error(printable((error as Error).message));
  process.exitCode = 2;
}

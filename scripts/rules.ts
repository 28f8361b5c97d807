import { parseArgs } from "node:util";
import { loadRules } from "../sweeps/sigma/rules";
import { printable } from "./follow/terminal";
import { coverageOf, coverageText } from "./rules/coverage";
import { ruleFiles } from "./rules/files";
import { regressionCases, runCase } from "./rules/regression";

const usage = `npm run rules -- coverage RULES_DIR... [--regression DIR] [--json]
  How many of the Sigma rules in folders can be used, and why others cannot. With --regression also whether each
  case there (SigmaHQ's regression_data) makes its rule match. Ends with 1 when a case does not.`;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      regression: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [command = "", ...folders] = positionals;
  if (command === "coverage" && folders.length > 0)
    coverage(folders, values.regression, values.json);
  else {
    console.log(usage);
    process.exitCode = values.help ? 0 : 2;
  }
}

function coverage(folders: readonly string[], regression: string | undefined, json: boolean): void {
  const files = folders.flatMap(ruleFiles);
  const rules = loadRules(files);
  const results =
    regression === undefined
      ? undefined
      : regressionCases(regression).map((one) => runCase(rules, one));
  const found = coverageOf(files.length, rules, results);
  if (json) console.log(JSON.stringify(found, null, 2));
  else for (const line of coverageText(found).split("\n")) console.log(printable(line));
  process.exitCode = (found.regression?.missed.length ?? 0) > 0 ? 1 : 0;
}

try {
  main();
} catch (error) {
  console.error(printable(error instanceof Error ? error.message : String(error)));
  process.exitCode = 2;
}

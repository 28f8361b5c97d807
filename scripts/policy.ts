import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { policyJsonSchema, readPolicy } from "../config/policy";
import { readTrigger } from "../domain/intake";
import { printable } from "./follow/terminal";
import { findingText, findingsIn } from "./policy/check";
import { explained } from "./policy/explain";
import { referenceOf } from "./policy/reference";

const usage = `npm run policy -- check [FILE]
  Every mistake of a policy with its line and column. Ends with 1 when there is one.
npm run policy -- explain INCIDENT_FILE [--policy FILE]
  What the policy means for an incident, and why; asks nobody. What would really be sent, with the
  answers of now, is told by: npm run respond -- INCIDENT_FILE --what-if
npm run policy -- schema
  The JSON Schema of a policy, for editors.
npm run policy -- reference
  Every key with its values, as docs/policy.md has them.
FILE is policy.json when left out.`;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      policy: { type: "string", default: "policy.json" },
      help: { type: "boolean", default: false },
    },
  });
  const [command = "", file] = positionals;
  if (command === "check") check(file ?? values.policy);
  else if (command === "explain" && file !== undefined) explain(file, values.policy);
  else if (command === "schema") console.log(JSON.stringify(policyJsonSchema(), null, 2));
  else if (command === "reference") console.log(referenceOf(policyJsonSchema()));
  else {
    console.log(usage);
    process.exitCode = values.help ? 0 : 2;
  }
}

function check(file: string): void {
  const findings = findingsIn(textOf(file));
  for (const finding of findings) console.log(printable(findingText(file, finding)));
  const errors = findings.filter(({ kind }) => kind === "error").length;
  if (errors === 0) console.log(`${file} can be used`);
  process.exitCode = errors === 0 ? 0 : 1;
}

function explain(file: string, policyFile: string): void {
  const policy = readPolicy(policyFile);
  const text = textOf(file);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  // An alert does not name its workspace; nothing of this depends on it.
  const trigger = readTrigger(body, { subscriptionId: "", resourceGroup: "", workspaceName: "" });
  if (!trigger.ok) throw new Error(`${file}: ${trigger.problem}`);
  const lines = explained(trigger.hint, policy, new Date().toISOString());
  for (const line of lines) console.log(printable(line));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

import { parseArgs } from "node:util";
import { permissionsOf, type NeededPermission } from "../config/permissions";
import { readPolicy } from "../config/policy";
import { readSettings } from "../config/settings";
import { printable } from "./follow/terminal";
import { deploymentOf } from "./permissions/deployment";
import { completeFromLocalSettings } from "./run/local-environment";

const usage = `npm run permissions [-- --policy FILE] [--json]
What the app's identity and its accounts need for the steps that a policy enables, and nothing more.
--json prints it as a deployment takes it. Asks nobody. FILE is policy.json when left out; names of
secrets and tables are those of the environment, and of local.settings.json where there is one.`;

function main(): void {
  const { values } = parseArgs({
    options: {
      policy: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  completeFromLocalSettings();
  const settings = readSettings(process.env);
  const needed = permissionsOf(readPolicy(values.policy ?? settings.policyFile), settings);
  if (values.json) console.log(JSON.stringify(deploymentOf(needed), null, 2));
  else for (const line of table(needed)) console.log(printable(line));
}

/** One line each, beneath whose they are. */
function table(needed: readonly NeededPermission[]): string[] {
  const width = Math.max(...needed.map(({ name }) => name.length)) + 2;
  return [...Map.groupBy(needed, ({ of }) => of)].flatMap(([of, needs]) => [
    of,
    ...needs.map(
      ({ name, on, for: steps }) =>
        `  ${name.padEnd(width)}${on === undefined ? "" : `on ${on}; `}for ${steps.join(", ")}`,
    ),
  ]);
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

import { parseArgs, styleText } from "node:util";
import { readPolicy } from "../config/policy";
import { readSettings } from "../config/settings";
import { createConnectors } from "../connectors";
import { lazyLedger } from "../ledger";
import { type Finding, examine } from "./doctor/examine";
import { servicesOf } from "./doctor/services";
import { printable } from "./follow/terminal";
import { completeFromLocalSettings } from "./run/local-environment";

const usage = `npm run doctor [-- --json]
Asks every service that settings and policy name whether it would work, without changing anything.
Settings are those of the environment, and of local.settings.json where there is one.
Ends with 0 when all works, with 1 when something does not, with 2 when it could not begin.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const findings = await examineApp();
  const isWell = findings.every(({ state }) => state !== "broken");
  if (values.json) console.log(JSON.stringify({ ok: isWell, services: findings }, null, 2));
  else print(findings);
  process.exitCode = isWell ? 0 : 1;
}

async function examineApp(): Promise<Finding[]> {
  completeFromLocalSettings();
  const settings = readSettings(process.env);
  const policy = readPolicy(settings.policyFile);
  const ledger = lazyLedger(settings.ledger, settings.identity);
  const connectors = createConnectors(settings, policy);
  try {
    return await examine(servicesOf({ settings, policy, connectors, ledger }));
  } finally {
    await ledger.close();
  }
}

const looks = {
  works: ["green", "works"],
  broken: ["red", "BROKEN"],
  off: ["dim", "off"],
} as const;

function print(findings: Finding[]): void {
  const width = Math.max(...findings.map(({ service }) => service.length)) + 2;
  for (const { service, state, detail } of findings) {
    const [colour, word] = looks[state];
    const shown = process.stdout.isTTY ? styleText(colour, word.padEnd(8)) : word.padEnd(8);
    console.log(`${service.padEnd(width)}${shown}${printable(detail)}`);
  }
  const broken = findings.filter(({ state }) => state === "broken").length;
  console.log(
    broken === 0 ? "\nAll that is used works." : `\n${broken} of what is used does not work.`,
  );
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});

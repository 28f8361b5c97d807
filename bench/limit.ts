import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { createActivities } from "../activities";
import { budgetsOf } from "../config/budgets";
import { readPolicy } from "../config/policy";
import { readSettings } from "../config/settings";
import { createConnectors } from "../connectors";
import { readTrigger } from "../domain/intake";
import { memoryLedger } from "../ledger/memory";
import { respondToIncident } from "../orchestrators/respond-to-incident";
import { failWith } from "../scripts/run/end-on-signal";
import { anotherIncident } from "./another-incident";
import { checkAnswered } from "./check-answered";
import { runDirectly } from "./direct";
import { localSettings } from "../scripts/run/local-settings";
import { figuresOf, inParallel, peakMbOf } from "./measure";

// The same flow and the same activities in a loop: no history, no checkpoint, a ledger in memory. Says
// its figures to the parent process and ends.

const [simulatorsUrl = "", count = "200", concurrency = "20", warmUp = "20"] =
  process.argv.slice(2);
const root = join(__dirname, "..", "..");

const now = () => new Date();

function createOurActivities() {
  for (const [name, value] of Object.entries(localSettings())) {
    process.env[name] = value.replace("//127.0.0.1:7900", `//${new URL(simulatorsUrl).host}`);
  }
  const settings = readSettings(process.env);
  const policy = readPolicy(resolve(root, settings.policyFile));
  const connectors = createConnectors(settings, policy);
  return {
    policy,
    activities: createActivities({
      connectors,
      ledger: memoryLedger(),
      policy,
      budgets: budgetsOf(settings, policy),
      scopes: {},
      now,
    }),
  };
}

async function main(): Promise<void> {
  const { policy, activities } = createOurActivities();
  const answered = async (): Promise<number> => {
    const began = performance.now();
    const name = randomUUID();
    const trigger = readTrigger(JSON.parse(anotherIncident(name)));
    if (!trigger.ok) throw new Error(trigger.problem);
    const result = await runDirectly(
      respondToIncident,
      { hint: trigger.hint, policy },
      activities,
      `limit-${name}`,
    );
    const took = performance.now() - began;
    checkAnswered(result);
    return took;
  };
  await inParallel(Number(warmUp), Number(concurrency), answered);
  const measured = await inParallel(Number(count), Number(concurrency), answered);
  process.send?.(figuresOf(measured, peakMbOf(process.pid)));
}

main().then(() => process.exit(0), failWith);

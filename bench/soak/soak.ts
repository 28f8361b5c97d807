import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MemoryUse } from "../../local-host/test-host/memory";
import { type TestHost, startTestHost } from "../../local-host/test-host/test-host";
import {
  type Check,
  endingChecks,
  entityChecks,
  purgeChecks,
  runChecks,
  triggerChecks,
} from "./checks";
import { type Ledger, createLedger } from "./ledger";
import { memoryChecks } from "./memory";
import { createRandom } from "./random";
import { type Traffic, createTraffic } from "./traffic";

export interface SoakOptions {
  /** The folder of the app beside this file. */
  app: string;
  hours: number;
  seed: number;
  /** Whether the process is killed once an hour. Without it, one process lives through all hours. */
  kills: boolean;
  /** Starts of a minute, on average. */
  starts: number;
  program?: string;
  onHour?: (hour: number, memory: MemoryUse) => void;
}

export interface SoakReport {
  instances: number;
  activityRuns: number;
  faults: number;
  kills: number;
  /** Of the kills, those that cut off what was running. */
  cuts: number;
  memory: readonly MemoryUse[];
  checks: readonly Check[];
}

/** Runs hours of traffic on a turned clock, and looks whether everything came to its end. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const folder = mkdtempSync(join(tmpdir(), "soak-"));
  const databaseFile = join(folder, "durable.db");
  const { app, program } = options;
  const host = await startTestHost({ app, databaseFile, ...(program && { program }) });
  try {
    return await soakHost(host, databaseFile, options);
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function soakHost(
  host: TestHost,
  databaseFile: string,
  { hours, seed, kills, starts, onHour }: SoakOptions,
): Promise<SoakReport> {
  const [ledger, random] = [createLedger(), createRandom(seed)];
  const traffic = createTraffic({ host, ledger, random, starts });
  const memory: MemoryUse[] = [];
  for (let hour = 1; hour <= hours; hour += 1) {
    await soakHour(host, ledger, traffic, kills ? random.below(60) : undefined);
    memory.push(await host.memory());
    onHour?.(hour, memory.at(-1)!);
  }
  await quieten(host, ledger, traffic);
  const runs = host.activityRuns();
  const checks = [
    ...endingChecks(ledger),
    ...runChecks(ledger, runs),
    ...(await entityChecks(host, traffic.additions())),
    ...(await triggerChecks(host, hours)),
    ...(await purgeChecks(host, databaseFile)),
    ...(kills ? [] : memoryChecks(memory)),
  ];
  return {
    instances: ledger.plans().size,
    activityRuns: runs.length,
    faults: traffic.faults(),
    kills: traffic.kills().length,
    cuts: traffic.kills().filter(({ wasCut }) => wasCut).length,
    memory,
    checks,
  };
}

async function soakHour(
  host: TestHost,
  ledger: Ledger,
  traffic: Traffic,
  crashAt: number | undefined,
): Promise<void> {
  for (let minute = 0; minute < 60; minute += 1) {
    await (minute === crashAt ? traffic.minuteWithCrash() : traffic.minute());
    if (minute % 15 === 14) await ledger.look(host);
  }
}

/** Longer than any flow lives: what has not ended afterwards is stuck. Ends between two whole hours. */
async function quieten(host: TestHost, ledger: Ledger, traffic: Traffic): Promise<void> {
  for (let minute = 0; minute < 20; minute += 1) await traffic.quietMinute();
  for (let quarter = 0; quarter < 5; quarter += 1) {
    await host.turnBy({ minutes: 15 });
    await ledger.look(host);
  }
}

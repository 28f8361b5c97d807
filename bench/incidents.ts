import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Policy, WHATEVER_IT_TOUCHES } from "../domain/policy";
import { type System, startSystem } from "../scripts/run/system";
import { failWith } from "../scripts/run/end-on-signal";
import { setScene } from "../scripts/run/incident-file";
import type { ResponseResult } from "../orchestrators/respond-to-incident";
import { anotherIncident } from "./another-incident";
import { checkAnswered } from "./check-answered";
import { type Figures, figuresOf, inParallel, peakMbOf } from "./measure";

// 200 incidents, 20 at a time, against simulators that take 20 ms: the app in the local host, and the
// same calls in a loop without durability in a process of its own, in one run.

const count = 200;
const concurrency = 20;
const latencyMs = 20;
const warmUp = 20;
const pollMs = 30;

type Measured = Figures & { callsEach: number };

async function main(): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), "durable-response-bench-"));
  // Host and limit inherit it.
  process.env["POLICY_FILE"] = policyWithoutBudgets(dataFolder);
  const system = await startSystem({ port: 0, simulatorsPort: 0, dataFolder }, console.error);
  try {
    await prepare(system.simulatorsUrl);
    const limit = await withCalls(system, () => measureLimit(system.simulatorsUrl));
    const durable = await withCalls(system, () => measureDurable(system));
    print(durable, limit);
  } finally {
    await system.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/**
 * The policy that ships, without a budget and without anything that waits for people: what is measured is
 * the app, and neither a vendor's quota nor somebody's answer.
 */
function policyWithoutBudgets(folder: string): string {
  const policy = JSON.parse(readFileSync("policy.json", "utf8")) as Policy;
  const { kinds } = policy.contain;
  for (const kind of Object.values(kinds)) kind.act = "never";
  kinds["feed-block"] = { ...kinds["feed-block"], act: "alone", aloneUpTo: WHATEVER_IT_TOUCHES };
  policy.follow.isEnabled = false;
  const file = join(folder, "policy.json");
  writeFileSync(file, JSON.stringify({ ...policy, budgets: { sentinel: {} } }));
  return file;
}

/** Vendors that take their time and have no quota: what is measured is the app. */
async function prepare(simulatorsUrl: string): Promise<void> {
  await setScene(simulatorsUrl, { latencyMs });
  await setScene(simulatorsUrl, {
    sentinel: { limits: { writes: 1_000_000, reads: 1_000_000 } },
    virustotal: { quotaPerMinute: 1_000_000, quotaPerDay: 10_000_000 },
    "azure-monitor-logs": {
      limits: { requestsPer30Seconds: 1_000_000, concurrent: 1_000, queued: 1_000 },
    },
  });
}

/** Counts what the vendors are asked meanwhile, for each incident: equal work on both sides. */
async function withCalls(
  { simulatorsUrl }: System,
  measure: () => Promise<Figures>,
): Promise<Measured> {
  await fetch(`${simulatorsUrl}/calls`, { method: "DELETE" });
  const figures = await measure();
  const calls = (await (await fetch(`${simulatorsUrl}/calls`)).json()) as unknown[];
  return { ...figures, callsEach: calls.length / (warmUp + count) };
}

async function measureDurable({ hostUrl, hostPid }: System): Promise<Figures> {
  await inParallel(warmUp, concurrency, () => answered(hostUrl));
  const measured = await inParallel(count, concurrency, () => answered(hostUrl));
  return figuresOf(measured, peakMbOf(hostPid()));
}

async function measureLimit(simulatorsUrl: string): Promise<Figures> {
  const child = fork(join(__dirname, "limit.js"), [
    simulatorsUrl,
    String(count),
    String(concurrency),
    String(warmUp),
  ]);
  return new Promise((resolve, reject) => {
    child.once("message", (figures: Figures) => resolve(figures));
    child.once("exit", (code) =>
      reject(new Error(`The loop without durability ended with ${code}`)),
    );
  });
}

/** Posts one incident and waits until it is answered. */
async function answered(hostUrl: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(`${hostUrl}/api/incidents`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: anotherIncident(randomUUID()),
  });
  const { statusQueryGetUri } = (await response.json()) as { statusQueryGetUri: string };
  for (;;) {
    const status = await fetch(statusQueryGetUri);
    const { runtimeStatus, output } = (await status.json()) as Record<string, unknown>;
    if (status.status === 200) {
      const took = performance.now() - began;
      if (runtimeStatus !== "Completed") throw new Error(`A run ended ${String(runtimeStatus)}`);
      checkAnswered(output as ResponseResult);
      return took;
    }
    await pause(pollMs);
  }
}

function print(durable: Measured, limit: Measured): void {
  const row = (name: string, of: (figures: Measured) => number | undefined, digits: number) => {
    const [ours, theirs] = [of(durable), of(limit)];
    const shown = (value: number | undefined) => value?.toFixed(digits) ?? "not known here";
    const ratio = ours !== undefined && theirs !== undefined ? (ours / theirs).toFixed(2) : "";
    console.log(
      `${name.padEnd(16)}${shown(ours).padStart(14)}${shown(theirs).padStart(14)}${ratio.padStart(9)}`,
    );
  };
  console.log(`${count} incidents, ${concurrency} at a time, vendors that take ${latencyMs} ms\n`);
  console.log(
    `${"".padEnd(16)}${"durable".padStart(14)}${"plain loop".padStart(14)}${"ratio".padStart(9)}`,
  );
  row("incidents/s", ({ perSecond }) => perSecond, 1);
  row("p50 ms", ({ p50Ms }) => p50Ms, 0);
  row("p95 ms", ({ p95Ms }) => p95Ms, 0);
  row("calls/incident", ({ callsEach }) => callsEach, 1);
  row("peak MB", ({ peakMb }) => peakMb, 0);
}

main().catch(failWith);

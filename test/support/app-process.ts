import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Policy, WHATEVER_IT_TOUCHES } from "../../domain/policy";
import { localValues } from "./local-values";
import type { Moment } from "../../simulators/serve";
import { type RunningSimulators, startSimulators } from "../../simulators/server";

const root = join(__dirname, "..", "..");

/** The built app in a real host process over simulators in this one. */
export interface AppUnderTest {
  simulators: RunningSimulators;
  /** Where the host's database and the ledger are. */
  folder: string;
  /** What the host has written, over all its starts. */
  output(): string;
  /** Changes when the host is started again. */
  url(): string;
  /** SIGKILL, and the process is gone when the promise resolves. */
  kill(): Promise<void>;
  start(): Promise<void>;
  post(body: unknown): Promise<Response>;
  /** Waits until a run is finished; fails when that takes too long. */
  finished(instanceId: string): Promise<FinishedRun>;
  close(): Promise<void>;
}

export interface FinishedRun {
  runtimeStatus: string;
  output: unknown;
}

export interface AppOptions {
  /** Milliseconds that every vendor takes. */
  latencyMs?: number;
  settings?: Record<string, string>;
  /** What the team decides, from what ships: without anything that people are asked for when left out. */
  policy?: (shipped: Policy) => Policy;
  /** Called at each moment of each call to a vendor. */
  watch?: (moment: Moment) => Promise<void>;
}

const patienceMs = 60_000;

/** Starts simulators and host on free ports with empty databases. */
export async function startApp({
  latencyMs = 0,
  settings = {},
  watch,
  policy = askingNobody,
}: AppOptions = {}): Promise<AppUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "durable-response-test-"));
  const simulators = await startSimulators({ latencyMs, ...(watch && { watch }) });
  simulators.scene("sentinel", { limits: { writes: 100_000, reads: 100_000 } });
  simulators.scene("microsoft-graph", { riskRequestsPerSecond: 1_000 });
  const policyFile = join(folder, "policy.json");
  // As it is written: a kind that it leaves out is not done, whatever a test makes of the others.
  const shipped = JSON.parse(readFileSync(join(root, "policy.json"), "utf8")) as Policy;
  writeFileSync(policyFile, JSON.stringify(policy(shipped)));
  let host: ChildProcess | undefined;
  let url = "";
  let output = "";

  const app: AppUnderTest = {
    simulators,
    folder,
    output: () => output,
    url: () => url,
    async start() {
      host = fork(
        join(root, "dist", "local-host", "main.js"),
        [root, "--strict", "--port", "0", "--database", join(folder, "durable.db")],
        {
          env: {
            ...environment(simulators.url, folder),
            POLICY_FILE: policyFile,
            RISK_REQUESTS_PER_MINUTE: "60000",
            ...settings,
          },
          stdio: ["ignore", "pipe", "pipe", "ipc"],
        },
      );
      for (const stream of [host.stdout, host.stderr]) {
        stream?.on("data", (data: Buffer) => void (output += data.toString()));
      }
      url = await readyUrl(host);
    },
    async kill() {
      if (!host || host.exitCode !== null || host.signalCode !== null) return;
      const gone = once(host, "exit");
      host.kill("SIGKILL");
      await gone;
    },
    post: (body) =>
      fetch(`${url}/api/incidents`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    async finished(instanceId) {
      for (const until = Date.now() + patienceMs; Date.now() < until; await pause(25)) {
        const response = await fetch(`${url}/runtime/webhooks/durabletask/instances/${instanceId}`);
        if (response.status === 200) return (await response.json()) as FinishedRun;
        await response.arrayBuffer();
      }
      throw new Error(`${instanceId} is not finished after ${patienceMs} ms`);
    },
    async close() {
      await app.kill();
      await simulators.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await app.start();
  return app;
}

/** What ships, but that nothing is followed, and nothing waits for people: a test that waits for the end of a run would wait, too. */
export function askingNobody({ contain, follow, ...policy }: Policy): Policy {
  const kinds = Object.fromEntries(
    Object.entries(contain.kinds).map(([kind, rules]) => [
      kind,
      { ...rules, act: rules.act === "ask" ? "never" : rules.act, aloneUpTo: WHATEVER_IT_TOUCHES },
    ]),
  ) as Policy["contain"]["kinds"];
  return { ...policy, contain: { ...contain, kinds }, follow: { ...follow, isEnabled: false } };
}

function environment(simulatorsUrl: string, folder: string): NodeJS.ProcessEnv {
  const LEDGER = `sqlite:${join(folder, "ledger.db")}`;
  return { PATH: process.env["PATH"], ...localValues(simulatorsUrl, { LEDGER }) };
}

function readyUrl(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const keep = (data: Buffer) => void (output = (output + data.toString()).slice(-4_000));
    host.stdout?.on("data", keep);
    host.stderr?.on("data", keep);
    host.on("message", ({ type, url }: { type?: string; url?: string }) => {
      if (type === "ready" && url) resolve(url);
    });
    host.once("exit", (code, signal) =>
      reject(new Error(`The host ended (${signal ?? code}): ${output}`)),
    );
  });
}

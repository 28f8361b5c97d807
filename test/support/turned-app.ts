import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Policy } from "../../domain/policy";
import { type TestHost, startTestHost } from "../../local-host/test-host/test-host";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { bundle } from "./bundle";
import { localValues } from "./local-values";

const root = join(__dirname, "..", "..");

/** When the clock of a turned app begins. */
export const startsAt = new Date("2026-11-24T03:00:00.000Z");

/** The built app in a host whose clock is turned, over simulators that have the same clock. */
export interface TurnedApp {
  host: TestHost;
  simulators: RunningSimulators;
  close(): Promise<void>;
}

interface TurnedAppOptions {
  settings?: Record<string, string>;
  /** What the vendors know from the beginning, by their names. */
  scenes?: Record<string, unknown>;
  /** Changes what the team decides, from what ships. */
  policy?: (shipped: Policy) => void;
}

/** Starts simulators and host on free ports with empty databases. */
export async function startTurnedApp(options: TurnedAppOptions = {}): Promise<TurnedApp> {
  const { settings = {}, scenes = {}, policy = () => undefined } = options;
  const program = bundle("local-host/test-host/program.ts");
  const folder = mkdtempSync(join(tmpdir(), "durable-response-turned-"));
  let host: TestHost | undefined;
  const simulators = await startSimulators({ now: () => (host?.now() ?? startsAt).getTime() });
  const close = async (): Promise<void> => {
    await host?.stop();
    await simulators.close();
    program.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const [vendor, scene] of Object.entries(scenes)) simulators.scene(vendor, scene);
    const decided = JSON.parse(readFileSync(join(root, "policy.json"), "utf8")) as Policy;
    policy(decided);
    const policyFile = join(folder, "policy.json");
    writeFileSync(policyFile, JSON.stringify(decided));
    host = await startTestHost({
      app: root,
      program: program.file,
      startsAt,
      settings: localValues(simulators.url, {
        LEDGER: `sqlite:${join(folder, "ledger.db")}`,
        POLICY_FILE: policyFile,
        ...settings,
      }),
    });
    return { host, simulators, close };
  } catch (error) {
    await close();
    throw error;
  }
}

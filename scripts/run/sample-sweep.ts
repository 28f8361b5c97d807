import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const appFolder = join(__dirname, "..", "..", "..");
const SOURCE = "sample-auth";
const LOG = join("logs", "auth.log");

/** Every minute, so that what is written to the log is an incident before the coffee is there. */
const SCHEDULE = "0 * * * * *";

/**
 * Declares the sample source in the data folder, unless a declaration is there already, and answers the settings that
 * make the app sweep it.
 */
export function declareSampleSweep(dataFolder: string): Record<string, string> {
  const file = resolve(dataFolder, "sweeps.json");
  mkdirSync(join(dataFolder, "logs"), { recursive: true });
  if (!existsSync(join(dataFolder, LOG))) writeFileSync(join(dataFolder, LOG), "");
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(declaration(), null, 2)}\n`);
  return { SWEEPS_FILE: file, SWEEP_SCHEDULE: SCHEDULE };
}

const declaration = (): object => ({
  $schema: join(appFolder, "sweeps.schema.json"),
  sources: [
    {
      name: SOURCE,
      kind: "files",
      roots: ["logs"],
      include: ["auth.log"],
      format: "syslog",
      backfill: "start",
      rules: [join(appFolder, "rules")],
      respond: "respond",
    },
  ],
});

/** Adds the lines of samples/auth-log.txt to the log, as of the last minutes. */
export function writeSampleAttack(dataFolder: string, now = new Date()): void {
  const lines = readFileSync(join(appFolder, "samples", "auth-log.txt"), "utf8")
    .trimEnd()
    .split("\n");
  const dated = lines.map((line) => {
    const [seconds = "0", ...rest] = line.split(" ");
    const time = new Date(now.getTime() + Number(seconds) * 1_000).toISOString().slice(0, 19);
    return `${time}+00:00 ${rest.join(" ")}\n`;
  });
  appendFileSync(join(dataFolder, LOG), dated.join(""));
}

/** Has the sample source swept now, and waits until every finding has its response. */
export async function sweepSample(hostUrl: string, patienceMs = 60_000): Promise<void> {
  const address = `${hostUrl}/api/sweeps/${SOURCE}`;
  const asked = await fetch(address, { method: "POST" });
  if (!asked.ok) throw new Error(`The host answers ${asked.status} when asked to sweep ${SOURCE}`);
  const { id } = (await asked.json()) as { id: string };
  const status = `${hostUrl}/runtime/webhooks/durabletask/instances/${encodeURIComponent(id)}`;
  for (const until = Date.now() + patienceMs; Date.now() < until;) {
    const response = await fetch(status);
    const { runtimeStatus } = (await response.json()) as { runtimeStatus?: string };
    if (runtimeStatus === "Completed") return;
    if (runtimeStatus === "Failed") break;
    await new Promise((next) => setTimeout(next, 200));
  }
  throw new Error(`The sweep of ${SOURCE} did not end; ${hostUrl}/api/sweeps says how it stands`);
}

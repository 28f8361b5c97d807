// Kills the local host at every point of every flow that the crash tests know, each time in a second
// process as well, and cuts the power at every point: `npm run crash [-- <options of jest>]`. CRASH_SEED repeats a run.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
const { status } = spawnSync(
  process.execPath,
  [jest, "test/local-host/crash", "--runInBand", ...process.argv.slice(2)],
  {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, CRASH: "all" },
    stdio: "inherit",
  },
);
process.exit(status ?? 1);

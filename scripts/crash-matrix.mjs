// Kills the host at every write of the flow, and the engine at every write of every containment: before the
// vendor did it, after, and after its answer. Prints both tables: `npm run crash-matrix [-- <options of jest>]`.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
const { status } = spawnSync(
  process.execPath,
  [jest, "test/app/crash-matrix.test.ts", "test/containments", ...process.argv.slice(2)],
  {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, CRASH_MATRIX: "all" },
    stdio: "inherit",
  },
);
process.exit(status ?? 1);

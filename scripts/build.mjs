// Compiles the app into dist/ when a source is newer than the last build; `--always` compiles anyway.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, "dist", ".built");
const { include } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
const folders = include.filter((folder) => folder !== "test");

const modified = (path) => {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
};

/** The newest change of any source, deletions included: a folder's time moves with its entries. */
function newest(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : modified(path));
  }, modified(folder));
}

const sources = Math.max(
  ...folders.map((folder) => newest(join(root, folder))),
  modified(join(root, "tsconfig.json")),
  modified(join(root, "tsconfig.build.json")),
);

if (process.argv.includes("--always") || modified(stamp) < sources) {
  const started = Date.now();
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const { status, error } = spawnSync(
    join(root, "node_modules", ".bin", "tsc"),
    ["-p", "tsconfig.build.json"],
    {
      cwd: root,
      stdio: "inherit",
      shell: process.platform === "win32",
    },
  );
  if (status !== 0) {
    console.error(`Build failed: tsc ended with ${error ? error.message : `status ${status}`}`);
    process.exit(1);
  }
  writeFileSync(stamp, `${new Date(started).toISOString()}\n`);
}

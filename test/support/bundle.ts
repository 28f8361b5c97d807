import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/**
 * Makes one file that a plain Node can run from a source file of this repository: for what a test
 * must see in a process of its own, where `require` is Node's and not the test runner's. `more` goes to esbuild.
 */
export function bundle(source: string, ...more: string[]): { file: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  const file = join(folder, "bundle.cjs");
  execFileSync(join(root, "node_modules", ".bin", "esbuild"), [
    join(root, source),
    "--bundle",
    "--platform=node",
    "--target=node22",
    "--format=cjs",
    "--log-level=warning",
    `--outfile=${file}`,
    ...more,
  ]);
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The folder of an app under `fixture-apps/`. */
export const fixtureApp = (name: string): string => join(__dirname, "fixture-apps", name);

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localSettings } from "../scripts/run/local-settings";

/*
 * npm run bench:cold: how long a new process takes to import the app's entry point, built and bundled,
 * beside the least that any durable app takes: its SDKs alone. The target is 400 ms with every
 * connector registered; what is heavy (axios, the Azure SDKs) is loaded by its first use.
 */

const root = join(__dirname, "..", "..");
const rounds = 9;
const targetMs = 400;

/** A process that stands in for the Functions worker, and says how long an import took. */
const program = `
  const { Module } = require("node:module");
  const load = Module._load;
  const core = { registerHook: () => ({ dispose() {} }), registerFunction: () => ({ dispose() {} }),
    setProgrammingModel() {}, log() {}, version: "3", hostVersion: "4", Disposable: class {} };
  Module._load = (name, ...rest) => name === "@azure/functions-core" ? core : load(name, ...rest);
  const began = performance.now();
  for (const file of process.argv.slice(1)) require(file);
  process.stdout.write(String(performance.now() - began));
`;

function importMs(...files: string[]): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", program, ...files], {
    cwd: root,
    env: { ...process.env, ...localSettings(), LEDGER: "memory:" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Cannot import ${files.join(", ")}:\n${stderr}`);
  return Number(stdout);
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), "cold-import-"));
  try {
    const bundled = spawnSync(process.execPath, [join(root, "scripts", "bundle.mjs"), folder]);
    if (bundled.status !== 0) throw new Error(`Cannot bundle: ${bundled.stderr.toString()}`);
    const sdks = ["@azure/functions", "durable-functions", "zod"].map((name) =>
      require.resolve(name),
    );
    const subjects: [string, string[]][] = [
      ["the SDKs alone", sdks],
      ["the app, built", [join(root, "dist", "functions", "index.js")]],
      ["the app, bundled", [join(folder, "index.js")]],
    ];
    // In turns, so that what else the machine does falls on all of them.
    const times = subjects.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      subjects.forEach(([, files], index) => times[index]!.push(importMs(...files)));
    }
    const [least = 1] = times.map(median);
    for (const [index, [name]] of subjects.entries()) {
      const ms = median(times[index]!);
      const ratio = (ms / least).toFixed(2);
      console.log(`${name.padEnd(18)} ${ms.toFixed(0).padStart(4)} ms  ${ratio} of the SDKs alone`);
    }
    const worst = Math.max(...times.slice(1).map(median));
    console.log(`target: below ${targetMs} ms: ${worst < targetMs ? "met" : "MISSED"}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();

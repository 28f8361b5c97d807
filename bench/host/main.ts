import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failWith } from "../../scripts/run/end-on-signal";
import { makeAppFolder } from "./app-folder";
import { startChild } from "./child";
import { busyFlows, shortened, waitingFlows, wideFlow } from "./flows";
import { busyLines, delayLine, waitingLines } from "./lines";
import { longLines } from "./long";
import type { LoopAsk } from "./loop-process";
import { type Bench, type Measured, measure } from "./measured";
import { timeStart } from "./startup";
import { type Line, printTable } from "./table";

// The local host against the limits of this machine, in one run: `npm run bench:host`. `--quick` makes
// the flows shorter and takes 10,000 orchestrations and 100,000 finished ones in place of ten times that.

const isQuick = process.argv.includes("--quick");
const hostScript = join(__dirname, "host-process.js");

async function main(): Promise<void> {
  const root = process.env["BENCH_FOLDER"] ?? tmpdir();
  mkdirSync(root, { recursive: true });
  const folder = mkdtempSync(join(root, "durable-host-bench-"));
  try {
    const app = makeAppFolder(join(folder, "app"));
    const lines = [
      ...(await shortLines(folder, app)),
      ...(await longLines(longOptions(folder, app))),
    ];
    printTable(lines);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const longOptions = (folder: string, app: string) => ({
  folder,
  app,
  hostScript,
  orchestrations: isQuick ? 10_000 : 100_000,
  finished: isQuick ? 100_000 : 1_000_000,
});

async function shortLines(folder: string, app: string): Promise<Line[]> {
  const loop = await startChild<LoopAsk>(join(__dirname, "loop-process.js"), [app]);
  const { host: normal, firstAnswerMs } = await timeStart(hostScript, [app, join(folder, "n.db")]);
  const { host: full } = await timeStart(hostScript, [app, join(folder, "f.db"), "full"]);
  const bench: Bench = { folder, loop, normal, full, rounds: isQuick ? 1 : 3 };
  try {
    return [
      { figure: "start on an empty file, first answer: ms", host: firstAnswerMs.toFixed(0) },
      ...(await flowLines(bench)),
      await idleLine(bench),
    ];
  } finally {
    for (const child of [loop, normal, full]) child.end();
  }
}

const flows = (all: typeof busyFlows) => (isQuick ? shortened(all) : all);

async function flowLines(bench: Bench): Promise<Line[]> {
  const [lines, delays]: [Line[], Line[]] = [[], []];
  const delaysOf = ({ flow, delay, fullDelay }: Measured): void => {
    delays.push(delayLine(flow.title, delay));
    if (fullDelay) delays.push(delayLine(`${flow.title}, FULL`, fullDelay));
  };
  const warm = { ...bench, rounds: 1 };
  for (const flow of shortened(busyFlows)) await measure(warm, flow, true);
  for (const flow of flows(waitingFlows)) {
    const measured = await measure(bench, flow, false);
    lines.push(...waitingLines(measured));
    delaysOf(measured);
  }
  for (const flow of flows(busyFlows)) {
    const measured = await measure(bench, flow, true);
    lines.push(...busyLines(measured));
    delaysOf(measured);
  }
  const wide = await measure(bench, wideFlow, false);
  return [...lines, ...busyLines(wide), ...delays, delayLine(wideFlow.title, wide.delay)];
}

async function idleLine({ normal }: Bench): Promise<Line> {
  const { cpuShare } = await normal.ask<{ cpuShare: number }>({ kind: "idle", seconds: 3 });
  const percent = cpuShare * 100;
  return {
    figure: "CPU of an idle host, %",
    host: percent.toFixed(2),
    target: "< 0.5",
    isMet: percent < 0.5,
  };
}

main().then(() => process.exit(0), failWith);

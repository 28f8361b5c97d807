import { flushCompileCache } from "node:module";
import { realClock } from "../../../local-host/clock";
import { loadApp } from "../../../local-host/worker/load-app";
import type { Worker } from "../../../local-host/worker/worker";
import { accountOf, readLines } from "./journal";
import { filesIn, live } from "./life";
import { type Outcome, shapesOf } from "./shapes";

/** A folder that a process is to see to its end, or to the point at which it is killed. */
export interface Task {
  shape: string;
  folder: string;
  httpUrl: string;
  /** What the clock shows at the start. */
  now: number;
  /** Counted from 1; 0 is never. */
  dieAt: number;
}

export interface Report {
  outcome?: Outcome;
  /** What the process went through. */
  points: string[];
  problems: string[];
}

/**
 * In a process of its own: an app's folder as argument, and either one task, or none, and then one
 * after the other from the parent.
 */
async function main(): Promise<void> {
  const [appDirectory = ".", task] = process.argv.slice(2);
  const worker = await loadApp(appDirectory, {
    inputs: () => undefined,
    log: () => undefined,
    warn: () => undefined,
    clock: realClock,
    timeoutMs: 60_000,
  });
  if (task !== undefined) await fulfil(worker, JSON.parse(task) as Task);
  else {
    flushCompileCache(); // those that are killed start faster, and cannot leave it themselves
    process.on("message", (next: Task) => void fulfil(worker, next).then(send));
  }
}

const send = (report: Report): void => void process.send?.(report);

async function fulfil(worker: Worker, task: Task): Promise<Report> {
  const { folder, now, dieAt } = task;
  const shape = shapesOf(task.httpUrl).find(({ name }) => name === task.shape)!;
  const onPoint = (count: number): void => {
    if (count === dieAt) process.kill(process.pid, "SIGKILL");
  };
  const { journal } = filesIn(folder);
  try {
    const outcome = await live({ worker, shape, folder, now, onPoint });
    const { points, problems } = accountOf(readLines(journal));
    return { outcome, points, problems };
  } catch (error) {
    return { points: [], problems: [(error as Error).message] };
  }
}

void main();
